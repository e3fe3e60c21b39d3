package dev.evenkeel.server.cli;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code Name: value}; the name is a token, the value visible characters, spaces and tabs (RFC 9110, 5). */
final class HeaderConverter implements ITypeConverter<Map.Entry<String, String>> {
    private static final Pattern PATTERN = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\\x20-\\x7e\t]*)");

    @Override
    public Map.Entry<String, String> convert(String text) {
        Matcher matcher = PATTERN.matcher(text);
        if (!matcher.matches()) {
            // The value stays out of the message: it may be a secret.
            throw new TypeConversionException("a header is written as in 'Accept: application/json'");
        }
        return Map.entry(matcher.group(1), matcher.group(2).strip());
    }
}
