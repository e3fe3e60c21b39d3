package dev.evenkeel.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each mistake that can be made in the gateway's sections is told with its line and what would be right. */
class GatewayConfigErrorsTest {
    private static final String UPSTREAM = "upstream: {endpoints: [http://a]}";

    @TempDir
    private Path folder;

    private List<String> errors(String yaml) {
        return new Configs(folder).errors(yaml);
    }

    /** What is wrong with the first route, whose keys are these, each on a line of its own from the third on. */
    private List<String> routeErrors(String... lines) {
        return errors("gateway:\n  routes:\n    - " + String.join("\n      ", lines) + "\n");
    }

    private String onlyRouteError(String... lines) {
        List<String> errors = routeErrors(lines);
        assertThat(errors).hasSize(1);
        return errors.getFirst();
    }

    @Test
    void allAtOnceInTheOrderOfTheFile() {
        assertThat(errors("""
                gateway:
                  hots: 127.0.0.1
                  port: 70000
                  threads: many
                  limits: {maxHeaderSize: 1B, headerTimeout: 10}
                  accessLog: some
                  routes:
                    - name: a
                      match: {path: a, methods: GET}
                      upstream: {endpoints: [localhost], verify: no}
                      deadline: -1s
                      retry: {attempts: 0}
                      cach: {ttl: 1h}
                """))
                .containsExactly(
                        "F:2:3: gateway.hots: unknown key, did you mean host?",
                        "F:3:9: gateway.port: \"70000\" is out of range: write a whole number from 0 to 65535",
                        "F:4:12: gateway.threads: \"many\" is not a whole number: write one from 0 to 1024",
                        "F:5:27: gateway.limits.maxHeaderSize: \"1B\" is out of range:"
                                + " write a size from 1KiB to 1MiB",
                        "F:5:46: gateway.limits.headerTimeout: \"10\" has no unit:"
                                + " write it as in 500ms, 10s, 5m, 1h or 7d",
                        "F:6:14: gateway.accessLog: \"some\" is not known:" + " write one of off, errors, sampled, all",
                        "F:9:21: gateway.routes[0].match.path: write a path as in /a/b, with parameters as in /a/{id},"
                                + " or with all below it as in /a/**",
                        "F:9:24: gateway.routes[0].match.methods: unknown key, did you mean method?",
                        "F:10:30: gateway.routes[0].upstream.endpoints: \"localhost\" is not an address that can be"
                                + " asked: write it as in http://registry:8080",
                        "F:10:50: gateway.routes[0].upstream.verify: \"no\" is neither true nor false",
                        "F:11:17: gateway.routes[0].deadline: \"-1s\" is not a duration:"
                                + " write whole numbers with units, as in 500ms, 10s, 5m, 1h30m or 7d",
                        "F:12:25: gateway.routes[0].retry.attempts: \"0\" is out of range:"
                                + " write a whole number from 1 to 2147483647",
                        "F:13:7: gateway.routes[0].cach: unknown key, did you mean cache?");
    }

    @Test
    void aRouteThatLeadsNowhere() {
        assertThat(onlyRouteError("name: x"))
                .isEqualTo("F:3:7: gateway.routes[0].upstream.endpoints:"
                        + " a route needs at least one address, as in [http://127.0.0.1:8000]");
        assertThat(onlyRouteError("name: x", "upstream: {path: /a}"))
                .isEqualTo("F:4:7: gateway.routes[0].upstream.endpoints:"
                        + " a route needs at least one address, as in [http://127.0.0.1:8000]");
        assertThat(onlyRouteError("upstream: {endpoints: []}"))
                .isEqualTo("F:3:29: gateway.routes[0].upstream.endpoints: must not be empty:"
                        + " write at least one address, as in [http://127.0.0.1:8000]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ftp://a | is not an address that can be asked",
                "a:8000 | is not an address that can be asked",
                "http:///x | is not an address that can be asked",
                "http://a:0 | is not an address that can be asked",
                "http://a:65536 | is not an address that can be asked",
                "http://a b | is not an address that can be asked",
                "http://u:p@a | with a login, a ? or a # in it",
                "http://a/?q | with a login, a ? or a # in it"
            })
    void endpointsThatCannotBeAsked(String endpoint, String remedy) {
        assertThat(onlyRouteError("upstream:", "  endpoints: [http://ok, '" + endpoint + "']"))
                .startsWith("F:4:32: gateway.routes[0].upstream.endpoints: ")
                .contains(remedy);
    }

    @Test
    void twoRoutesOfOneName() {
        assertThat(errors(
                        "gateway:\n  routes:\n    - {name: a, " + UPSTREAM + "}\n    - {name: a, " + UPSTREAM + "}\n"))
                .containsExactly("F:4:14: gateway.routes[1].name: another route has this name: give each its own");
        assertThat(errors("gateway:\n  routes:\n    - {name: route-2, " + UPSTREAM + "}\n    - {" + UPSTREAM + "}\n"))
                .containsExactly("F:4:7: gateway.routes[1].name: another route has this name: give each its own");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lookup | write a path as in /a/b",
                "/a?b | write a path as in /a/b",
                "/a#b | write a path as in /a/b",
                "/a b | write a path as in /a/b",
                "/a/{} | write a path as in /a/b",
                "/a/{b | write a path as in /a/b",
                "/a/b} | write a path as in /a/b",
                "/a/{b}c | write a path as in /a/b",
                "/a/{b-c} | write a path as in /a/b",
                "/a/{{b}} | write a path as in /a/b",
                "/a/** /b | write a path as in /a/b",
                "/a/*/b | stars can only stand at the end, as in /a/**",
                "/a/**/b | stars can only stand at the end, as in /a/**",
                "/a* | stars can only stand at the end, as in /a/**",
                "/{a}/{a} | {a} is there twice: give each parameter a name of its own"
            })
    void pathsThatMatchNothing(String path, String remedy) {
        assertThat(routeErrors(UPSTREAM, "match:", "  path: '" + path + "'"))
                .anySatisfy(error -> assertThat(error)
                        .startsWith("F:5:15: gateway.routes[0].match.path: ")
                        .contains(remedy));
    }

    @Test
    void constraintsOnWhatThePathHasNot() {
        assertThat(onlyRouteError(UPSTREAM, "match:", "  path: /a/{ip}", "  where: {id: uuid}"))
                .isEqualTo("F:6:21: gateway.routes[0].match.where.id: match.path has no such parameter: it has ip");
        assertThat(onlyRouteError(UPSTREAM, "match:", "  path: /a/{ip}/{id}", "  where: {ip: ip-address, x: word}"))
                .isEqualTo("F:6:36: gateway.routes[0].match.where.x: match.path has no such parameter: it has ip, id");
        assertThat(onlyRouteError(UPSTREAM, "match:", "  where: {id: uuid}"))
                .isEqualTo("F:5:21: gateway.routes[0].match.where.id:"
                        + " match.path has no such parameter: it has none, write one as in /a/{id}");
        assertThat(onlyRouteError(UPSTREAM, "match:", "  path: /a/{ip}", "  where: {ip: ip}"))
                .isEqualTo("F:6:21: gateway.routes[0].match.where.ip: \"ip\" is not known:"
                        + " write one of ip-address, integer, uuid, word");
    }

    @Test
    void hostsAndMethodsThatNoRequestHas() {
        assertThat(onlyRouteError(UPSTREAM, "match:", "  method: [GET, post]"))
                .isEqualTo("F:5:17: gateway.routes[0].match.method:"
                        + " \"post\" is no method: write it in capitals, as in GET");
        for (String host : List.of("http://a", "a:80", "a/b", "*.a")) {
            assertThat(onlyRouteError(UPSTREAM, "match:", "  host: '" + host + "'"))
                    .isEqualTo("F:5:15: gateway.routes[0].match.host: \"" + host
                            + "\" is no host name: write it without scheme, port and path");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b | write a path as in /a/b, with parameters of match.path",
                "/b? | write a path as in /a/b, with parameters of match.path",
                "/b/{id | write a path as in /a/b, with parameters of match.path",
                "/b/id} | write a path as in /a/b, with parameters of match.path",
                "/b c | write a path as in /a/b, with parameters of match.path",
                "/b/*/c | write a path as in /a/b, with parameters of match.path",
                "/b/{x} | match.path has no parameter {x}: known are [id]",
                "/b/{} | match.path has no parameter {}: known are [id]",
                "/b/** | only ends in /** where match.path does: it is /a/{id}"
            })
    void pathsThatCannotBeAsked(String path, String remedy) {
        assertThat(onlyRouteError(
                        "match: {path: '/a/{id}'}", "upstream:", "  endpoints: http://a", "  path: '" + path + "'"))
                .startsWith("F:6:15: gateway.routes[0].upstream.path: ")
                .contains(remedy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'X Y: a' | X Y is no header that can be sent: check its name and value",
                "'X: \"a\\nb\"' | X is no header that can be sent: check its name and value",
                "'Host: a' | Host is written by the gateway itself: leave it out, and see preserveHost",
                "'content-length: 5' | content-length is written by the gateway itself: leave it out",
                "'Transfer-Encoding: chunked' | Transfer-Encoding is written by the gateway itself: leave it out",
                "'X-Forwarded-For: a' | X-Forwarded-For is written by the gateway itself: leave it out"
            })
    void headersThatCannotBeSent(String header, String remedy) {
        assertThat(onlyRouteError("upstream:", "  endpoints: http://a", "  headers: {" + header + "}"))
                .isEqualTo("F:5:18: gateway.routes[0].upstream.headers: " + remedy);
    }

    @Test
    void timesThatContradictEachOther() {
        assertThat(onlyRouteError(UPSTREAM, "deadline: 1s", "tryTimeout: 1001ms"))
                .isEqualTo("F:5:19: gateway.routes[0].tryTimeout:"
                        + " must not be longer than the deadline of the whole request, which is 1s");
        assertThat(onlyRouteError(UPSTREAM, "tryTimeout: 11s"))
                .isEqualTo("F:4:19: gateway.routes[0].tryTimeout:"
                        + " must not be longer than the deadline of the whole request, which is 10s");
        assertThat(onlyRouteError(UPSTREAM, "retry: {backoffBase: 300ms}"))
                .isEqualTo("F:4:7: gateway.routes[0].retry.backoffCap: must not be shorter than backoffBase");
        assertThat(onlyRouteError(UPSTREAM, "ejection: {baseTime: 2s, maxTime: 1s}"))
                .isEqualTo("F:4:41: gateway.routes[0].ejection.maxTime: must not be shorter than baseTime");
    }

    @Test
    void aBudgetBelowItself() {
        assertThat(onlyRouteError(UPSTREAM, "retry: {budgetRatio: 4}"))
                .isEqualTo("F:4:7: gateway.routes[0].retry.budgetCeiling: must not be below budgetRatio");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ttl: -1h | \"-1h\" is not a duration: write whole numbers with units",
                "ttl: 3600 | \"3600\" has no unit: write it as in 500ms, 10s, 5m, 1h or 7d",
                "ttl: 366d | \"366d\" is out of range: write a duration from 0s to 365d",
                "ttl: 1500ms | must be whole seconds, as in 1s",
                "staleWhileRevalidate: 10ms | must be whole seconds, as in 1s",
                "staleIfError: -7d | \"-7d\" is not a duration: write whole numbers with units",
                "maxSize: -1 | \"-1\" is not a size: write bytes or a unit",
                "maxSize: 1B | \"1B\" is out of range: write a size from 1KiB to 1024GiB",
                "maxSize: 512KiB | must not be more than maxSize, which is 512KiB",
                "maxEntrySize: 65MiB | must not be more than maxSize, which is 64MiB",
                "enabled: maybe | \"maybe\" is neither true nor false"
            })
    void cachesThatCannotBe(String key, String remedy) {
        assertThat(onlyRouteError(UPSTREAM, "cache: {" + key + "}"))
                .startsWith("F:4:")
                .contains("gateway.routes[0].cache.")
                .contains(remedy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hedge: {quantile: 1} | gateway.routes[0].hedge.quantile: \"1\" is out of range",
                "hedge: {quantile: p95} | gateway.routes[0].hedge.quantile: \"p95\" is not a number",
                "hedge: 0.95 | gateway.routes[0].hedge: a section with keys of its own goes here, indented",
                "ejection: {consecutiveFailures: 0} | write a whole number from 1 to 1000",
                "parking: {capacity: 0} | write a whole number from 1 to 1000000",
                "limits: {requestsPerSecond: -1} | write a number from 0.0 to 1000000.0",
                "limits: {burst: 0} | write a whole number from 1 to 1000000",
                "retry: {budgetRatio: NaN} | write a number from 0.0 to 100.0",
                "deadline: 2h | write a duration from 1ms to 1h",
                "deadline: [1s] | a list can't stand here: write one value",
                "showAttempts: 1 | \"1\" is neither true nor false",
                "match: {where: {ip: ip-address}, path: [/a]} | a list can't stand here: write one value"
            })
    void valuesOfTheWrongKind(String key, String remedy) {
        assertThat(routeErrors(UPSTREAM, key))
                .anySatisfy(error -> assertThat(error).startsWith("F:4:").contains(remedy));
    }

    @Test
    void routesThatAreNoList() {
        assertThat(errors("gateway:\n  routes: {name: a}\n"))
                .containsExactly("F:2:11: gateway.routes: a list goes here, each line with a dash");
        assertThat(errors("gateway:\n  routes:\n    - geoip\n"))
                .containsExactly("F:3:7: gateway.routes[0]: a section with keys of its own goes here");
    }

    @Test
    void halfACertificate() {
        assertThat(errors("gateway:\n  tls: {certificate: a.pem}\n"))
                .containsExactly("F:2:3: gateway.tls.key: TLS needs both certificate and key: write the file");
        assertThat(errors("gateway:\n  tls: {key: a.pem}\n"))
                .containsExactly("F:2:3: gateway.tls.certificate: TLS needs both certificate and key: write the file");
    }

    @Test
    void keysAtTheWrongLevelAreFound() {
        assertThat(onlyRouteError(UPSTREAM, "attempts: 3"))
                .isEqualTo("F:4:7: gateway.routes[0].attempts: unknown key,"
                        + " did you mean gateway.routes[0].retry.attempts?");
    }
}
