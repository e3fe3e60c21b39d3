package dev.evenkeel.core.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status == 200",
                "status==200",
                "status != 500",
                "status in 200..299",
                "status in [200, 204]",
                "status not in [500]",
                "latency < 300ms",
                "latency <= 120ms",
                "latency in 0.1s..1.5s",
                "latency < 1m30s",
                "body contains \"welcome\"",
                "body contains 42",
                "body startsWith 'wel'",
                "body endsWith \"42\"",
                "body =~ /home \\d+$/",
                "body matches \"home \\d+\"",
                "body matches \"home \\\\d+\"",
                "body !~ /error/i",
                "body not contains \"error\"",
                "header.Content-Type == \"application/json\"",
                "header.content-type exists",
                "header.x-nothing not exists",
                "header.x-nothing != \"a\"",
                "header.age < 18",
                "json.status == \"UP\"",
                "json.$.status == \"UP\"",
                "json[\"status\"] == 'UP'",
                "json.count == 3",
                "json.count >= 2.5",
                "json.on == true",
                "json.items[0].state == \"UP\"",
                "json.items[-1].state == \"DOWN\"",
                "json.items[*].state == \"DOWN\"",
                "json.items[0:1].state == \"UP\"",
                "json.items.length() == 2",
                "json..n == 2.5",
                "json.items[5] not exists",
                "certificate.expiresIn > 14d",
                "ip == 10.1.2.3",
                "ip in 10.0.0.0/8",
                "ip in [192.168.0.0/16, 10.1.0.0/16]",
                "protocol == \"HTTP/1.1\"",
                "status == 500 || status == 200",
                "status == 500 or status == 200",
                "status == 200 && latency < 1s",
                "status == 200 and (latency < 1ms or latency < 1s)",
                "!(status == 500)",
                "not status == 500",
            })
    void holds(String text) throws ConditionException {
        assertThat(Condition.parse(text).failure(Answer.ok())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "status == 200 | status == 200: was 503",
                "status in 200..299 | status in 200..299: was 503",
                "latency < 100ms | latency < 100ms: was 120ms",
                "header.x-a == \"b\" | header.x-a == \"b\": there is none",
                "header.x-a exists | header.x-a exists: there is none",
                "json.status == \"DOWN\" | json.status == \"DOWN\": was \"UP\"",
                "json.items[*].state == \"?\" | json.items[*].state == \"?\": was [UP, DOWN]",
                "certificate.expiresIn > 30d | certificate.expiresIn > 30d: was 20d",
                "ip in 192.168.0.0/16 | ip in 192.168.0.0/16: was \"10.1.2.3\"",
                "rcode == NOERROR | rcode == NOERROR: there is none",
                "status == 200 or latency < 1ms | status == 200: was 503, and latency < 1ms: was 120ms",
                "!(status == 503) | !(status == 503): what it excludes holds",
                "body not contains \"welcome\" | body not contains \"welcome\": what it excludes holds",
            })
    void saysWhyItDoesNotHold(String text, String failure) throws ConditionException {
        assertThat(Condition.parse(text).failure(Answer.ok().withStatus(503))).hasValue(failure);
    }

    @Test
    void saysThatThereIsNoJson() throws ConditionException {
        assertThat(Condition.parse("json.a == 1").failure(Answer.ok().withoutJson()))
                .hasValue("json.a == 1: the body is no JSON");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | 0 | a condition begins with status",
                "stat == 200 | 0 | stat is unknown",
                "status | 6 | an operator goes here",
                "status = 200 | 7 | write == to compare",
                "status == | 9 | a value goes here",
                "status == 200 201 | 14 | complete before this",
                "status == 300ms | 10 | status is a number, this is a duration",
                "status == \"200\" | 10 | status is a number, this is a text",
                "status == ok | 10 | put the text in quotes: \"ok\"",
                "status contains 2 | 7 | looks into texts",
                "status in 200 | 10 | in takes a list",
                "status == 200..299 | 7 | a range goes with in",
                "status in [200, 204 | 10 | a closing ]",
                "status in [200; 204] | 14 | a closing ] belongs to this list",
                "status in 1..2s | 15 | a range goes from",
                "status not == 200 | 7 | not goes with words",
                "latency < 300 | 10 | write its unit, as in 300ms",
                "latency < 300xs | 13 | unknown unit xs",
                "latency < 1h30 | 12 | neither a number nor a duration",
                "latency < 99999999999d | 10 | neither a number",
                "body contains \"abc | 14 | no closing \"",
                "body contains true | 14 | takes a text in quotes",
                "body =~ abc | 8 | a regular expression in slashes or quotes",
                "body =~ /a(b/ | 12 | not a regular expression",
                "header == \"a\" | 6 | the name of a field",
                "header. == \"a\" | 7 | the name of a field",
                "json.a[ == 1 | 7 | an index, a slice",
                "json.a[1 == 1 | 8 | a closing ] belongs",
                "json.a[?(@.b)] == 1 | 7 | filters are not supported",
                "json. == 1 | 5 | a name goes here",
                "json.a < true | 9 | have no order",
                "certificate.issuer == \"a\" | 11 | what of the certificate",
                "ip < 10.0.0.1 | 3 | addresses have no order",
                "ip == 10.0.0.1/99 | 6 | neither a number nor a duration nor an address",
                "(status == 200 | 0 | a closing ) belongs",
                "status == 200 && | 16 | a condition begins with",
                "status == 200 & latency < 1s | 14 | complete before this",
            })
    void pointsAtTheCharacter(String text, int position, String remedy) {
        var refused = catchThrowableOfType(ConditionException.class, () -> Condition.parse(text));
        assertThat(refused).isNotNull();
        assertThat(refused.position()).as(refused.pointer()).isEqualTo(position);
        assertThat(refused.remedy()).contains(remedy);
        assertThat(refused).hasMessageStartingWith("character " + (position + 1) + " of '" + text + "'");
    }

    @Test
    void showsAnArrow() {
        var refused = catchThrowableOfType(ConditionException.class, () -> Condition.parse("latency < 300xs"));
        assertThat(refused.pointer()).startsWith("latency < 300xs\n             ^ unknown unit");
    }

    @Test
    void refusesWhatIsNestedTooDeep() {
        String text = "(".repeat(100) + "status == 200" + ")".repeat(100);
        assertThat(catchThrowableOfType(ConditionException.class, () -> Condition.parse(text)))
                .hasMessageContaining("nested more than 20 deep");
        assertThat(catchThrowableOfType(ConditionException.class, () -> Condition.parse("x".repeat(5000))))
                .hasMessageContaining("longer than 1000");
    }

    @Test
    void knowsWhichLatenciesItComparesWith() throws ConditionException {
        assertThat(Condition.parse("latency < 300ms || (latency in 1s..2s && status == 200)")
                        .latencyThresholds())
                .containsExactly(Duration.ofMillis(300), Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(Condition.parse("certificate.expiresIn > 7d").latencyThresholds())
                .isEmpty();
    }

    @Test
    void knowsWhetherItReadsTheBody() throws ConditionException {
        assertThat(Condition.parse("status == 200").readsBody()).isFalse();
        assertThat(Condition.parse("status == 200 or json.a == 1").readsBody()).isTrue();
        assertThat(Condition.parse("body contains \"a\"").readsBody()).isTrue();
    }

    @Property
    void comparesLatenciesAsNumbersDo(
            @ForAll @IntRange(max = 100_000) int actual, @ForAll @IntRange(max = 100_000) int limit)
            throws ConditionException {
        Answer answer = Answer.ok().withLatency(Duration.ofMillis(actual));
        assertThat(holds("latency < " + limit + "ms", answer)).isEqualTo(actual < limit);
        assertThat(holds("latency >= " + limit + "ms", answer)).isEqualTo(actual >= limit);
        assertThat(holds("latency == " + limit + "ms", answer)).isEqualTo(actual == limit);
        assertThat(holds("!(latency > " + limit + "ms)", answer)).isEqualTo(actual <= limit);
    }

    @Property
    void anyTextIsEitherAConditionOrRefusedAtACharacterOfIt(@ForAll String text) {
        refusedInside(text);
        refusedInside("json" + text);
        refusedInside("status == " + text);
        refusedInside("body =~ /" + text);
    }

    @Property
    void whatIsCutOffIsRefusedAtACharacterOfIt(@ForAll @IntRange(max = 60) int length) {
        String whole = "(json.a[\"x\"][0:2].b =~ /a+/ or latency in 1s..2s) && ip in 10.0.0.0/8";
        refusedInside(whole.substring(0, Math.min(length, whole.length())));
    }

    private static void refusedInside(String text) {
        try {
            Condition.parse(text);
        } catch (ConditionException e) {
            assertThat(e.position()).isBetween(0, text.length());
        }
    }

    private static boolean holds(String text, Answer answer) throws ConditionException {
        return Condition.parse(text).failure(answer).isEmpty();
    }
}
