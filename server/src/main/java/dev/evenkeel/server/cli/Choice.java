package dev.evenkeel.server.cli;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads one of a few words, in any case, and names them when it is another. */
final class Choice<E extends Enum<E>> implements ITypeConverter<E> {
    private final List<E> choices;

    Choice(Class<E> type) {
        choices = Arrays.asList(type.getEnumConstants());
    }

    @Override
    public E convert(String word) {
        return choices.stream()
                .filter(choice -> choice.toString().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + word + "' is none of "
                        + String.join(", ", choices.stream().map(E::toString).toList())));
    }
}
