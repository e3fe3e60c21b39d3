package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.evenkeel.e2e.Program.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real deployments through the whole program, every number held against one computed naively from the file. With the
 * year that ships with the program, and with all three years where they lie beside the checkout.
 */
class GovukTest {
    private static final Path YEAR = Program.root().resolve("examples/govuk/deployments-2025.csv.gz");
    private static final Path THREE_YEARS =
            Program.root().resolveSibling("shared/data/govuk-deployments-2022-2025.csv.gz");

    @TempDir
    Path folder;

    static List<Path> files() {
        return Stream.of(YEAR, THREE_YEARS)
                .filter(file -> file.equals(YEAR) || Files.exists(file))
                .toList();
    }

    record Row(Instant at, String service, String environment, String version) {}

    @ParameterizedTest
    @MethodSource("files")
    void importsOnceAndAgreesWithANaiveCalculation(Path file) throws Exception {
        List<Row> rows = read(file);
        try (Program program = Program.serve(folder, Program.freePort())) {
            String registry = program.url("");
            Outcome first = Program.run(folder, "import", file.toString(), "--format", "govuk", "--registry", registry);
            assertThat(first.err() + first.out()).contains("%,d new".formatted(rows.size()));
            assertThat(first.exit()).isZero();
            Outcome second =
                    Program.run(folder, "import", file.toString(), "--format", "govuk", "--registry", registry);
            assertThat(second.err() + second.out()).contains(" 0 new, 0 changed");
            assertThat(second.exit()).isZero();

            Program.await(java.time.Duration.ofSeconds(10), () -> recordsKnown(program) == rows.size());
            compareLatest(program, rows);
            compareWeeks(program, rows);
            compareFailureRates(program, rows);
        }
    }

    private static long recordsKnown(Program program) {
        try {
            return program.json("/insights/latest").at("/source/records").asLong();
        } catch (IOException e) {
            return -1;
        }
    }

    private static void compareLatest(Program program, List<Row> rows) throws IOException {
        Map<String, Row> live = new TreeMap<>();
        for (Row row : rows) {
            if (row.environment.equals("production")) {
                Row before = live.get(row.service);
                if (before == null || !row.at.isBefore(before.at)) {
                    live.put(row.service, row);
                }
            }
        }
        Map<String, String> expected = new TreeMap<>();
        live.forEach((service, row) -> expected.put(service, row.version + " at " + row.at));
        Map<String, String> actual = new TreeMap<>();
        for (JsonNode row :
                program.json("/insights/latest?environment=production").get("rows")) {
            actual.put(
                    row.get("service").asText(),
                    row.get("version").asText() + " at "
                            + row.get("effectiveAt").asText());
        }
        assertThat(actual).isEqualTo(expected).isNotEmpty();
    }

    private static void compareWeeks(Program program, List<Row> rows) throws IOException {
        Map<String, Long> expected = new HashMap<>();
        Instant first = rows.getFirst().at;
        Instant last = rows.getFirst().at;
        for (Row row : rows) {
            first = row.at.isBefore(first) ? row.at : first;
            last = row.at.isAfter(last) ? row.at : last;
            if (row.environment.equals("production")) {
                expected.merge(row.service + " " + week(row.at), 1L, Long::sum);
            }
        }
        JsonNode answer = program.json("/insights/frequency?interval=week&environment=production");
        Map<String, Long> actual = new HashMap<>();
        for (JsonNode row : answer.get("rows")) {
            List<String> weeks = new ArrayList<>();
            long total = 0;
            long whole = 0;
            long inWhole = 0;
            for (JsonNode bucket : row.get("buckets")) {
                String week = bucket.get("bucket").asText();
                long succeeded = bucket.get("succeeded").asLong();
                weeks.add(week);
                total += succeeded;
                if (!bucket.get("partial").asBoolean()) {
                    whole++;
                    inWhole += succeeded;
                }
                if (succeeded > 0) {
                    actual.put(row.get("service").asText() + " " + week, succeeded);
                }
            }
            assertThat(weeks).isEqualTo(weeksBetween(first, last));
            assertThat(row.get("succeeded").asLong()).isEqualTo(total);
            assertThat(row.get("meanPerBucket").asDouble()).isCloseTo((double) inWhole / whole, within());
        }
        assertThat(actual).isEqualTo(expected);
    }

    private static void compareFailureRates(Program program, List<Row> rows) throws IOException {
        Map<String, Long> expected = new TreeMap<>();
        rows.forEach(row -> expected.merge(row.service + " " + row.environment, 1L, Long::sum));
        Map<String, Long> actual = new TreeMap<>();
        for (JsonNode row : program.json("/insights/failure-rate").get("rows")) {
            actual.put(
                    row.get("service").asText() + " " + row.get("environment").asText(),
                    row.get("finished").asLong());
            assertThat(row.get("failed").asLong()).isZero();
        }
        assertThat(actual).isEqualTo(expected);
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(1e-9);
    }

    private static String week(Instant at) {
        LocalDate day = at.atZone(ZoneOffset.UTC).toLocalDate();
        return "%d-W%02d".formatted(day.get(IsoFields.WEEK_BASED_YEAR), day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    }

    private static List<String> weeksBetween(Instant first, Instant last) {
        List<String> weeks = new ArrayList<>();
        for (LocalDate day = first.atZone(ZoneOffset.UTC).toLocalDate();
                !day.isAfter(last.atZone(ZoneOffset.UTC).toLocalDate());
                day = day.plusDays(1)) {
            String week = week(day.atStartOfDay(ZoneOffset.UTC).toInstant());
            if (weeks.isEmpty() || !weeks.getLast().equals(week)) {
                weeks.add(week);
            }
        }
        return weeks;
    }

    private static List<Row> read(Path file) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file));
                var values = new CsvMapper()
                        .readerForMapOf(String.class)
                        .with(CsvSchema.emptySchema().withHeader())
                        .<Map<String, String>>readValues(in)) {
            while (values.hasNext()) {
                Map<String, String> row = values.next();
                rows.add(new Row(
                        Instant.parse(row.get("deployed_at")),
                        row.get("service"),
                        row.get("environment"),
                        row.get("version").isEmpty() ? "unknown" : row.get("version")));
            }
        }
        return rows;
    }
}
