package dev.evenkeel.server.chaos;

import com.maxmind.db.CHMCache;
import com.maxmind.db.DatabaseRecord;
import com.maxmind.db.Reader;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The country of an address, from a database in the MaxMind DB format. The one in the jar is CC0 and knows IPv4; any
 * other that has {@code country_code} or {@code country.iso_code} can take its place.
 */
public final class CountryDatabase implements AutoCloseable {
    private static final String PACKAGED = "geo-whois-asn-country-ipv4.mmdb";

    private final Reader reader;

    private CountryDatabase(Reader reader) {
        this.reader = reader;
    }

    /** The database in the jar. */
    public static CountryDatabase packaged() throws IOException {
        try (InputStream in = CountryDatabase.class.getResourceAsStream(PACKAGED)) {
            if (in == null) {
                throw new IOException(PACKAGED + " is missing in the jar");
            }
            return new CountryDatabase(new Reader(in, new CHMCache()));
        }
    }

    /** @throws IOException when the file isn't there or is no such database */
    public static CountryDatabase open(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        return new CountryDatabase(new Reader(file.toFile(), new CHMCache()));
    }

    /** The country of an address; without a code when it is private, reserved, or not in this database. */
    Country find(InetAddress address) throws IOException {
        if (address.getAddress().length > 4 && reader.getMetadata().ipVersion() == 4) {
            return new Country("", NetUtil.toAddressString(address) + "/128");
        }
        DatabaseRecord<Map<?, ?>> found = reader.getRecord(address, rawMap());
        return new Country(code(found.data()), found.network().toString());
    }

    private static String code(@Nullable Map<?, ?> data) {
        if (data == null) {
            return "";
        }
        Object code = data.get("country_code");
        if (code == null && data.get("country") instanceof Map<?, ?> country) {
            code = country.get("iso_code");
        }
        return code instanceof String text ? text : "";
    }

    /** The library fills a map when asked for the plain class. */
    @SuppressWarnings("unchecked") // a class literal has no type arguments
    private static Class<Map<?, ?>> rawMap() {
        return (Class<Map<?, ?>>) (Class<?>) Map.class;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
