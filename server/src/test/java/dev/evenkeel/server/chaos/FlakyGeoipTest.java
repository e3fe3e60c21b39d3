package dev.evenkeel.server.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlakyGeoipTest {
    private static final Latency NONE = new Latency(Duration.ZERO, Duration.ZERO);
    private static final FlakySettings HEALTHY = new FlakySettings(FaultPlan.of(0), NONE, 0, 42);
    private static final String TOKEN = "s3cret";

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private CountryDatabase countries;
    private FlakyGeoip service;

    @BeforeEach
    void start() throws IOException {
        countries = CountryDatabase.packaged();
        service = FlakyGeoip.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), HEALTHY, TOKEN, countries, now::get);
    }

    @AfterEach
    void stop() throws IOException {
        http.close();
        service.close();
        countries.close();
    }

    @Test
    void answersWithTheCountryOfTheAddress() throws Exception {
        HttpResponse<String> response = lookUp("19.198.187.220");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        JsonNode answer = Json.mapper().readTree(response.body());
        assertThat(answer.fieldNames())
                .toIterable()
                .containsExactly("ip", "location", "postal_code", "network_name", "domain", "latitude", "longitude");
        assertThat(answer.get("ip").asText()).isEqualTo("19.198.187.220");
        assertThat(answer.get("location").asText()).isEqualTo("United States");
        assertThat(answer.get("postal_code").asText()).matches("\\d{5}");
        assertThat(answer.get("domain").asText()).endsWith(".example");
        assertThat(answer.get("latitude").asDouble()).isBetween(25.0, 70.0);
        assertThat(answer.get("longitude").asDouble()).isBetween(-170.0, -65.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "2001:db8::1"})
    void anAddressWithoutACountryHasAnAnswerToo(String ip) throws Exception {
        HttpResponse<String> response = lookUp(ip);

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode answer = Json.mapper().readTree(response.body());
        assertThat(answer.get("location").asText()).isEqualTo("Unknown");
        assertThat(answer.get("latitude").isNull()).isTrue();
        assertThat(answer.get("domain").asText()).matches("net-[0-9a-f-]+\\.example");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /geoip/300.1.1.1, 400",
        "GET, /geoip/, 400",
        "GET, /geoip/1.2.3, 400",
        "GET, /geoip/localhost, 400",
        "GET, /geoip/fe80::1%25eth0, 400",
        "GET, /nothing, 404",
        "POST, /geoip/8.8.8.8, 405",
        "GET, /, 200",
        "GET, /stats, 200",
        "GET, /health, 200",
        "GET, /admin/faults, 200",
        "DELETE, /admin/faults, 405",
    })
    void saysInJsonWhatIsWrong(String method, String path, int status) throws Exception {
        HttpResponse<String> response = send(request(path).method(method, HttpRequest.BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(status);
        JsonNode body = Json.mapper().readTree(response.body());
        assertThat(body.has("error")).isEqualTo(status >= 400);
        assertThat(response.headers().firstValue("allow").isPresent()).isEqualTo(status == 405);
    }

    @ParameterizedTest
    @CsvSource({"Bearer wrong", "Bearer", "Basic s3cret", "Bearer s3cret2"})
    void wantsTheToken(String authorization) throws Exception {
        for (String path : List.of("/geoip/8.8.8.8", "/admin/faults")) {
            HttpResponse<String> response =
                    send(HttpRequest.newBuilder(uri(path)).header("Authorization", authorization));

            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.headers().firstValue("www-authenticate")).contains("Bearer");
            assertThat(response.body()).doesNotContain(TOKEN);
        }
        assertThat(send(HttpRequest.newBuilder(uri("/geoip/8.8.8.8"))).statusCode())
                .isEqualTo(401);
    }

    @Test
    void failsAsOftenAsAsked() throws Exception {
        service.begin(new FlakySettings(new FaultPlan(0.5, 0, 0, 0), NONE, 0, 7));

        Map<Integer, Integer> statuses = new TreeMap<>();
        for (String ip : addresses(2000)) {
            statuses.merge(lookUp(ip).statusCode(), 1, Integer::sum);
        }

        assertThat(statuses).containsOnlyKeys(200, 429, 500, 502, 503);
        assertThat(statuses.get(200)).isCloseTo(1000, within(80));
        for (int status : List.of(429, 500, 502, 503)) {
            assertThat(statuses.get(status)).isCloseTo(250, within(60));
        }
        JsonNode stats = json("/stats");
        assertThat(stats.at("/outcomes/ok").asInt()).isEqualTo(statuses.get(200));
        assertThat(stats.at("/outcomes/bad-gateway").asInt()).isEqualTo(statuses.get(502));
        assertThat(stats.at("/addresses/distinct").asInt()).isEqualTo(2000);
        assertThat(stats.at("/addresses/maxAttempts").asInt()).isEqualTo(1);
    }

    @Test
    void theSameSeedMeansTheSameFatesWhateverTheOrder() throws Exception {
        List<String> ips = addresses(150);
        service.begin(new FlakySettings(new FaultPlan(0.5, 0, 0, 0), NONE, 0, 11));
        Map<String, List<Integer>> oneByOne = fates(ips, 1);

        service.begin(new FlakySettings(new FaultPlan(0.5, 0, 0, 0), NONE, 0, 11));
        assertThat(fates(ips.reversed(), 8)).isEqualTo(oneByOne);

        service.begin(new FlakySettings(new FaultPlan(0.5, 0, 0, 0), NONE, 0, 12));
        assertThat(fates(ips, 8)).isNotEqualTo(oneByOne);
    }

    @Test
    void resetsBeforeTheFirstByte() throws Exception {
        service.begin(new FlakySettings(new FaultPlan(1, 0, 1, 0), NONE, 0, 1));
        try (Socket socket = sendRaw("8.8.8.8")) {
            // A connection that ends in good order would give -1 instead.
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
        assertThat(json("/stats").at("/outcomes/reset").asInt()).isOne();
        assertThat(json("/stats").get("abandoned").asInt()).isZero();
    }

    @Test
    void breaksOffInTheBody() throws Exception {
        service.begin(new FlakySettings(new FaultPlan(1, 0, 0, 1), NONE, 0, 1));
        try (Socket socket = sendRaw("8.8.8.8")) {
            var received = new StringBuilder();
            assertThatThrownBy(() -> readAll(socket.getInputStream(), received))
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
            assertThat(received)
                    .startsWith("HTTP/1.1 200 OK")
                    .contains("{\"ip\":\"8.8.8.8\"")
                    .doesNotContain("}");
        }
    }

    @Test
    void hangsUntilTheCallerGoes() throws Exception {
        service.begin(new FlakySettings(new FaultPlan(1, 1, 0, 0), NONE, 0, 1));
        try (Socket socket = sendRaw("8.8.8.8")) {
            socket.setSoTimeout(300);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            assertThat(json("/stats").at("/outcomes/hang").asInt()).isOne();
        }
        assertThat(Hang.HELD).isGreaterThan(Duration.ofMinutes(1));
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (json("/stats").get("abandoned").asInt() == 0) {
            assertThat(System.nanoTime())
                    .as("the service notices that the caller went")
                    .isLessThan(end);
        }
    }

    @Test
    void limitsTheRateAndSaysWhenToComeBack() throws Exception {
        service.begin(new FlakySettings(FaultPlan.of(0), NONE, 5, 1));
        for (int i = 0; i < 5; i++) {
            assertThat(lookUp("8.8.8.8").statusCode()).isEqualTo(200);
        }
        HttpResponse<String> refused = lookUp("8.8.8.8");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).contains("1");
        assertThat(json("/stats").at("/outcomes/rate-limited").asInt()).isOne();
        assertThat(json("/stats").at("/addresses/maxAttempts").asInt()).isEqualTo(5);

        now.updateAndGet(it -> it.plusMillis(200));
        assertThat(lookUp("8.8.8.8").statusCode()).isEqualTo(200);
        assertThat(lookUp("8.8.8.8").statusCode()).isEqualTo(429);
    }

    @Test
    void takesItsTime() throws Exception {
        service.begin(new FlakySettings(FaultPlan.of(0), Latency.parse("120ms"), 0, 1));
        long start = System.nanoTime();
        lookUp("8.8.8.8");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(119), Duration.ofSeconds(5));
    }

    @Test
    void answersPipelinedRequestsInTheirOrder() throws Exception {
        service.begin(new FlakySettings(FaultPlan.of(0), Latency.parse("p50=2ms,p99=20ms"), 0, 1));
        List<String> ips = addresses(60);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            var all = new StringBuilder();
            for (int i = 0; i < ips.size(); i++) {
                all.append(head(ips.get(i), i == ips.size() - 1));
            }
            socket.getOutputStream().write(all.toString().getBytes(StandardCharsets.US_ASCII));
            var received = new StringBuilder();
            readAll(socket.getInputStream(), received);
            List<String> answered = new ArrayList<>();
            received.toString().lines().filter(it -> it.startsWith("{")).forEach(it -> {
                for (String part : it.split("\"ip\":\"")) {
                    if (!part.equals("{")) {
                        answered.add(part.substring(0, part.indexOf('"')));
                    }
                }
            });
            assertThat(answered).isEqualTo(ips);
        }
    }

    @Test
    void faultsChangeWhileItRuns() throws Exception {
        JsonNode changed = change("{\"fail\": 1, \"hang\": 0, \"reset\": 0, \"latency\": \"1ms\"}");
        assertThat(changed.get("fail").asDouble()).isEqualTo(1);
        assertThat(changed.get("latency").asText()).isEqualTo("p50=1ms,p99=1ms");
        assertThat(lookUp("8.8.8.8").statusCode()).isNotEqualTo(200);

        assertThat(change("{\"fail\": 0}").get("hang").asDouble()).isZero();
        assertThat(lookUp("8.8.8.8").statusCode()).isEqualTo(200);
        assertThat(json("/stats").get("requests").asInt()).isEqualTo(2);

        assertThat(change("{\"seed\": 5}").get("seed").asInt()).isEqualTo(5);
        assertThat(json("/stats").get("requests").asInt()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'fail': 2}|fail must be a share from 0 to 1",
                "{'hang': 0.2}|must not sum to more",
                "{'fial': 0.2}|fial",
                "{'fail': 'half'}|fail must be a number",
                "{'latency': 'fast'}|p50=20ms,p99=300ms",
                "{'rateLimit': -1}|rate limit",
                "{'seed': 1.5}|whole number",
                "[]|JSON object",
                "{|JSON",
            })
    void refusesWrongFaults(String body, String message) throws Exception {
        HttpResponse<String> response =
                send(request("/admin/faults").POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains(message);
        assertThat(json("/stats").get("seed").asInt()).isEqualTo(42);
    }

    private JsonNode change(String body) throws Exception {
        HttpResponse<String> response = send(request("/admin/faults").POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.mapper().readTree(response.body());
    }

    /** Asks for each address until it answers, and gives the statuses of each. */
    private Map<String, List<Integer>> fates(List<String> ips, int concurrency) throws Exception {
        Map<String, List<Integer>> fates = new ConcurrentSkipListMap<>();
        try (var pool = Executors.newFixedThreadPool(concurrency)) {
            var all = ips.stream()
                    .map(ip -> pool.submit(() -> {
                        List<Integer> statuses = new ArrayList<>();
                        do {
                            statuses.add(lookUp(ip).statusCode());
                        } while (statuses.getLast() != 200);
                        return fates.put(ip, statuses);
                    }))
                    .toList();
            for (var one : all) {
                one.get();
            }
        }
        return fates;
    }

    private static List<String> addresses(int count) {
        List<String> ips = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ips.add("8." + (i >> 8) + "." + (i & 255) + ".1");
        }
        return ips;
    }

    private Socket sendRaw(String ip) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
        socket.getOutputStream().write(head(ip, false).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String head(String ip, boolean last) {
        return "GET /geoip/" + ip + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TOKEN + "\r\n"
                + (last ? "Connection: close\r\n" : "") + "\r\n";
    }

    private static void readAll(InputStream in, StringBuilder received) throws IOException {
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            received.append((char) octet);
        }
    }

    private HttpResponse<String> lookUp(String ip) throws Exception {
        return send(request("/geoip/" + ip));
    }

    private JsonNode json(String path) throws Exception {
        return Json.mapper().readTree(send(request(path)).body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + TOKEN);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + service.port() + path);
    }
}
