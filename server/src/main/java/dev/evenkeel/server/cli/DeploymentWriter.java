package dev.evenkeel.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.cli.Table.Fit;
import dev.evenkeel.server.platform.json.DeploymentDraft;
import java.time.ZoneOffset;
import java.util.Optional;

/** Writes deployments as they come, in one of the forms. */
interface DeploymentWriter {
    void add(JsonNode deployment);

    void end();

    static DeploymentWriter of(ListCommand.Form form, Io io) {
        return switch (form) {
            case TABLE -> new Tabular(io);
            case CSV -> new Commas(io);
            case NDJSON -> new Lines(io);
            case JSON -> new Array(io);
        };
    }

    /** Widths need all rows, so they are shown at the end. */
    final class Tabular implements DeploymentWriter {
        private final Io io;
        private final Table table = new Table()
                .column("started (UTC)", Fit.RIGHT)
                .column("service", Fit.LEFT)
                .column("environment", Fit.LEFT)
                .column("version", Fit.LEFT)
                .column("status", Fit.RIGHT)
                .column("took", Fit.RIGHT)
                .column("by", Fit.LEFT)
                .column("id", Fit.RIGHT);

        Tabular(Io io) {
            this.io = io;
        }

        @Override
        public void add(JsonNode deployment) {
            table.row(
                    Cells.time(deployment.path("startedAt"), ZoneOffset.UTC),
                    Cells.text(deployment.path("serviceName")),
                    Cells.text(deployment.path("environment")),
                    Cells.version(deployment.path("version")),
                    Cells.text(deployment.path("status")),
                    took(deployment),
                    Cells.text(deployment.path("deployedBy")),
                    Cells.text(deployment.path("id")));
        }

        private static String took(JsonNode deployment) {
            Optional<Double> seconds =
                    Cells.secondsBetween(deployment.path("startedAt"), deployment.path("finishedAt"));
            return seconds.map(Cells::seconds).orElse(Cells.NONE);
        }

        @Override
        public void end() {
            if (table.isEmpty()) {
                io.line("No deployments match.");
            } else {
                table.lines(io.width()).forEach(io::line);
            }
        }
    }

    /** A header and a line each. */
    final class Commas implements DeploymentWriter {
        private final Io io;

        Commas(Io io) {
            this.io = io;
            io.line(String.join(",", DeploymentDraft.FIELDS));
        }

        @Override
        public void add(JsonNode deployment) {
            io.line(Csv.line(DeploymentDraft.FIELDS.stream()
                    .map(field -> Csv.raw(deployment.path(field)))
                    .toArray(String[]::new)));
        }

        @Override
        public void end() {}
    }

    /** A JSON value a line. */
    final class Lines implements DeploymentWriter {
        private final Io io;

        Lines(Io io) {
            this.io = io;
        }

        @Override
        public void add(JsonNode deployment) {
            io.line(ListCommand.oneLine(deployment));
        }

        @Override
        public void end() {}
    }

    /** One JSON array. */
    final class Array implements DeploymentWriter {
        private final Io io;
        private String before = "[";

        Array(Io io) {
            this.io = io;
        }

        @Override
        public void add(JsonNode deployment) {
            io.out().print(before + ListCommand.oneLine(deployment));
            before = ",\n";
        }

        @Override
        public void end() {
            io.line(before.equals("[") ? "[]" : "]");
        }
    }
}
