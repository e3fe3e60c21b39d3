package dev.evenkeel.server.chaos;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The API of the flaky service and the order of its checks. Not thread-safe: it belongs to one event loop. */
final class GeoipService {
    private static final String GEOIP = "/geoip/";

    /** Addresses whose attempts are numbered; about 20 MB when all are in use. */
    private static final int ADDRESSES = 200_000;

    private final byte[] authorization;
    private final CountryDatabase countries;
    private final Coordinates coordinates;
    private final InstantSource clock;
    private FlakySettings settings;
    private Optional<RateLimit> limit;
    private Attempts attempts = new Attempts(ADDRESSES);
    private Stats stats;

    GeoipService(
            FlakySettings settings,
            String token,
            CountryDatabase countries,
            Coordinates coordinates,
            InstantSource clock) {
        this.authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        this.countries = countries;
        this.coordinates = coordinates;
        this.clock = clock;
        this.settings = settings;
        this.limit = limitOf(settings);
        this.stats = new Stats(clock.instant());
    }

    void handle(FullHttpRequest request, Reply reply) {
        String path = new QueryStringDecoder(request.uri()).path();
        if (path.startsWith(GEOIP)) {
            if (allows(request, reply, HttpMethod.GET, HttpMethod.HEAD)) {
                lookUp(path.substring(GEOIP.length()), request, reply);
            }
            return;
        }
        switch (path) {
            case "/" -> get(request, reply, description());
            case "/health" -> get(request, reply, Map.of("status", "UP"));
            case "/stats" -> get(request, reply, stats());
            case "/admin/faults" -> faults(request, reply);
            default -> reply.error(404, "There is no " + path + "; see /");
        }
    }

    Stats.Snapshot stats() {
        return stats.snapshot(settings.seed(), attempts, clock.instant());
    }

    FlakySettings settings() {
        return settings;
    }

    /** Changes what fails from now on. Counts and attempts begin anew. */
    void begin(FlakySettings changed) {
        change(changed);
        attempts = new Attempts(ADDRESSES);
        stats = new Stats(clock.instant());
    }

    /** Changes what fails from now on. */
    void change(FlakySettings changed) {
        if (changed.ratePerSecond() != settings.ratePerSecond()) {
            limit = limitOf(changed);
        }
        settings = changed;
    }

    void abandoned() {
        stats.abandon();
    }

    private void lookUp(String text, FullHttpRequest request, Reply reply) {
        Instant now = clock.instant();
        if (!authorized(request)) {
            stats.count("unauthorized", now);
            reply.error(401, "Send the token as Authorization: Bearer TOKEN.");
            return;
        }
        InetAddress address = parse(text);
        if (address == null) {
            stats.count("bad-request", now);
            reply.error(400, "\"" + text + "\" is no IP address.");
            return;
        }
        Optional<Duration> wait = limit.flatMap(rate -> rate.refuse(now));
        if (wait.isPresent()) {
            stats.count("rate-limited", now);
            reply.retryAfter((int) Math.ceilDiv(wait.get().toMillis() + 1, 1000));
            reply.error(429, "No more than " + settings.ratePerSecond() + " requests a second.");
            return;
        }
        attempt(address, reply, now);
    }

    private void attempt(InetAddress address, Reply reply, Instant now) {
        byte[] octets = address.getAddress();
        var lots = new Lots(settings.seed(), octets, attempts.next(octets));
        Optional<Fault> fault = settings.faults().draw(lots);
        Duration latency = settings.latency().draw(lots);
        stats.count(fault.map(Fault::label).orElse("ok"), now);
        reply.prepare(answer(address));
        reply.after(latency, () -> fault.ifPresentOrElse(it -> it.strike(reply, lots), reply::right));
    }

    private GeoipRecord answer(InetAddress address) {
        try {
            Country country = countries.find(address);
            Coordinates.Point middle = coordinates.of(country.code()).orElse(null);
            return GeoipRecord.of(NetUtil.toAddressString(address), address.getAddress(), country, middle);
        } catch (IOException e) {
            throw new UncheckedIOException("the country database can't be read", e);
        }
    }

    private void faults(FullHttpRequest request, Reply reply) {
        if (!allows(request, reply, HttpMethod.GET, HttpMethod.POST)) {
            return;
        }
        if (!authorized(request)) {
            reply.error(401, "Send the token as Authorization: Bearer TOKEN.");
            return;
        }
        if (request.method().equals(HttpMethod.POST)) {
            try {
                var change = SettingsChange.read(ByteBufUtil.getBytes(request.content()));
                FlakySettings changed = change.apply(settings);
                if (change.has("seed")) {
                    begin(changed);
                } else {
                    change(changed);
                }
            } catch (IllegalArgumentException e) {
                reply.error(400, String.valueOf(e.getMessage()));
                return;
            }
        }
        reply.json(200, SettingsChange.show(settings));
    }

    private Map<String, Object> description() {
        return Map.of(
                "service",
                "A sample GeoIP API that fails on purpose.",
                "use",
                List.of(
                        "GET /geoip/{ip} with Authorization: Bearer TOKEN",
                        "GET /stats counts what happened",
                        "GET, POST /admin/faults with the token shows and changes what fails"),
                "real",
                "location, network_name: geo-whois-asn-country by ip-location-db, CC0-1.0, from NRO statistics"
                        + " (nro.net, CC BY 4.0). latitude, longitude: the middle of the country's places in zone.tab"
                        + " of the tz database, public domain.",
                "madeUp",
                "postal_code, domain. An address that belongs to no country has the location Unknown.",
                "faults",
                SettingsChange.show(settings));
    }

    private static void get(FullHttpRequest request, Reply reply, Object body) {
        if (allows(request, reply, HttpMethod.GET, HttpMethod.HEAD)) {
            reply.json(200, body);
        }
    }

    private static boolean allows(FullHttpRequest request, Reply reply, HttpMethod one, HttpMethod other) {
        if (request.method().equals(one) || request.method().equals(other)) {
            return true;
        }
        reply.allow(one + ", " + other);
        reply.error(405, "Only " + one + " and " + other + " are possible here.");
        return false;
    }

    private boolean authorized(FullHttpRequest request) {
        String given = request.headers().get(HttpHeaderNames.AUTHORIZATION);
        return given != null && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), authorization);
    }

    private static @Nullable InetAddress parse(String text) {
        // Zones and brackets belong to other places than a path.
        byte[] octets = text.indexOf('%') >= 0 || text.startsWith("[")
                ? null
                : NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return octets == null ? null : InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + octets.length + " bytes", e);
        }
    }

    private static Optional<RateLimit> limitOf(FlakySettings settings) {
        return settings.ratePerSecond() > 0 ? Optional.of(new RateLimit(settings.ratePerSecond())) : Optional.empty();
    }
}
