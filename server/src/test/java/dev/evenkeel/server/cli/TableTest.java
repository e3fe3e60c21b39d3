package dev.evenkeel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.cli.Table.Fit;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layout, and how values look. */
class TableTest {

    private static Table table() {
        return new Table()
                .column("service", Fit.LEFT)
                .column("n", Fit.RIGHT)
                .column("weeks", Fit.SERIES)
                .row("a-service-with-a-long-name", "1,234", "abcdefghijklmnopqrstuvwxyz")
                .row("b", "–", "z");
    }

    @Test
    void columnsAreAligned() {
        assertThat(table().lines(Integer.MAX_VALUE))
                .containsExactly(
                        "service                         n  weeks",
                        "a-service-with-a-long-name  1,234  abcdefghijklmnopqrstuvwxyz",
                        "b                               –  z");
    }

    @Test
    void aSeriesGivesUpItsOldEndFirst() {
        assertThat(table().lines(55).get(1))
                .hasSize(55)
                .isEqualTo("a-service-with-a-long-name  1,234  …hijklmnopqrstuvwxyz");
    }

    @Test
    void thenTextsAreCut() {
        assertThat(table().lines(40).get(1)).hasSize(40).isEqualTo("a-service-with-a…  1,234  …nopqrstuvwxyz");
    }

    @Test
    void numbersAreNeverCut() {
        assertThat(table().lines(1).get(1)).isEqualTo("a-service…  1,234  …nopqrstuvwxyz");
    }

    @Test
    void rowsHaveACellForEachColumn() {
        var table = table();

        assertThatIllegalArgumentException().isThrownBy(() -> table.row("only one"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "0.04, 0s",
        "0.4, 0.4s",
        "2.5, 2.5s",
        "9.94, 9.9s",
        "9.96, 10s",
        "59.4, 59s",
        "59.6, 1m",
        "134, 2m 14s",
        "3600, 1h",
        "3661, 1h 1m",
        "90000, 1d 1h",
        "-134, -2m 14s"
    })
    void durations(double seconds, String text) {
        assertThat(Cells.seconds(seconds)).isEqualTo(text);
    }

    @Test
    void rates() throws IOException {
        assertThat(Cells.rate(json("{'value':0.014,'low':0.009,'high':0.0214}")))
                .isEqualTo("1.4 % (0.9–2.1)");
        assertThat(Cells.rate(json("{'value':null,'low':null,'high':null}"))).isEqualTo("–");
    }

    @Test
    void nothingIsADashAndNeverAZero() throws IOException {
        JsonNode none = json("{'a':null}").path("a");

        assertThat(Cells.text(none)).isEqualTo("–");
        assertThat(Cells.count(none)).isEqualTo("–");
        assertThat(Cells.decimal(none)).isEqualTo("–");
        assertThat(Cells.seconds(none)).isEqualTo("–");
    }

    @Test
    void sparklinesScaleToTheirLargestBucket() throws IOException {
        assertThat(Sparkline.of(json("[{'succeeded':1,'partial':true},{'succeeded':4,'failed':4},{'succeeded':0},"
                        + "{'rolledBack':4}]")))
                .isEqualTo("(▁)█·▄");
        assertThat(Sparkline.of(json("[]"))).isEmpty();
    }

    @Test
    void csvQuotesWhatItMust() {
        assertThat(Csv.line("a", "b,c", "say \"x\"", "two\nlines", ""))
                .isEqualTo("a,\"b,c\",\"say \"\"x\"\"\",\"two\nlines\",");
    }

    private static JsonNode json(String text) throws IOException {
        return Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
