package dev.evenkeel.server.registry;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentStore.Author;
import dev.evenkeel.core.deployment.DeploymentStore.BatchResult;
import dev.evenkeel.core.deployment.DeploymentStore.DuplicateException;
import dev.evenkeel.core.deployment.DeploymentStore.StoreFullException;
import dev.evenkeel.core.deployment.Violation;
import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.registry.RecordSource.Row;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;

/**
 * Writes the records of an import in batches, each whole or not at all. The first batch with a mistake ends it; what
 * went before stays.
 */
final class Importer {
    static final int BATCH = 1000;
    private static final int MOST_ERRORS = 20;

    private final Registry registry;
    private final Author author;
    private long received;
    private long created;
    private long updated;
    private long unchanged;
    private long lastLine;

    Importer(Registry registry, Author author) {
        this.registry = registry;
        this.author = author;
    }

    /**
     * Reads and writes all of it.
     *
     * @return how many records there were and what became of them, by name
     * @throws ProblemException when a batch is refused, naming the lines that are wrong and the one to continue from
     */
    Map<String, Object> run(RecordSource source) throws IOException {
        while (true) {
            List<Row> batch = read(source);
            if (!batch.isEmpty()) {
                write(batch);
            }
            if (batch.size() < BATCH) {
                return counts();
            }
        }
    }

    private List<Row> read(RecordSource source) throws IOException {
        List<Row> batch = new ArrayList<>(BATCH);
        while (batch.size() < BATCH) {
            Row row;
            try {
                row = source.next();
            } catch (ZipException | EOFException e) {
                row = Row.broken(lastLine + 1, "can't be unpacked: the gzip data is damaged or cut off");
                batch.add(row);
                break;
            }
            if (row == null) {
                break;
            }
            lastLine = row.line();
            batch.add(row);
        }
        return batch;
    }

    private void write(List<Row> rows) throws IOException {
        List<Deployment> deployments = new ArrayList<>(rows.size());
        List<Map<String, Object>> errors = new ArrayList<>();
        for (Row row : rows) {
            Deployment deployment = row.deployment();
            if (deployment != null) {
                deployments.add(deployment);
            }
            for (Violation violation : row.violations()) {
                errors.add(error(row.line(), violation));
            }
        }
        long firstLine = rows.getFirst().line();
        if (!errors.isEmpty()) {
            throw refused(firstLine, errors);
        }
        try {
            BatchResult result = registry.upsert(deployments, author);
            received += rows.size();
            created += result.created();
            updated += result.updated();
            unchanged += result.unchanged();
        } catch (DuplicateException e) {
            throw refused(firstLine, List.of(duplicate(rows, e)));
        } catch (StoreFullException e) {
            throw new ProblemException(
                    507,
                    "Insufficient storage",
                    e.getMessage() + ", then continue with fromLine=" + firstLine + ".",
                    List.of(),
                    Map.of(),
                    stopped(firstLine));
        }
    }

    private static Map<String, Object> duplicate(List<Row> rows, DuplicateException e) {
        long line = rows.stream()
                .filter(row -> {
                    Deployment deployment = row.deployment();
                    return deployment != null && e.value().equals(deployment.externalId());
                })
                .mapToLong(Row::line)
                .max()
                .orElse(rows.getFirst().line());
        return error(
                line, new Violation("/" + e.field(), "'" + e.value() + "' belongs to a deployment with another id"));
    }

    private static Map<String, Object> error(long line, Violation violation) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("pointer", violation.pointer());
        error.put("message", violation.message());
        error.put("line", line);
        return error;
    }

    private ProblemException refused(long firstLine, List<Map<String, Object>> errors) {
        Map<String, Object> first = errors.getFirst();
        String field =
                first.get("pointer") instanceof String pointer && !pointer.isEmpty() ? pointer.substring(1) + " " : "";
        String detail = "line " + first.get("line") + ": " + field + first.get("message")
                + (errors.size() > 1 ? " (and " + (errors.size() - 1) + " more)" : "")
                + (received > 0
                        ? ". " + received + " records before line " + firstLine + " are recorded"
                        : ". Nothing is recorded")
                + "; correct it and continue with fromLine=" + firstLine + ".";
        Map<String, Object> extensions = stopped(firstLine);
        extensions.put("errors", errors.subList(0, Math.min(errors.size(), MOST_ERRORS)));
        return new ProblemException(422, "Import stopped", detail, List.of(), Map.of(), extensions);
    }

    private Map<String, Object> stopped(long firstLine) {
        Map<String, Object> members = counts();
        members.put("continueFromLine", firstLine);
        return members;
    }

    private Map<String, Object> counts() {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("received", received);
        counts.put("created", created);
        counts.put("updated", updated);
        counts.put("unchanged", unchanged);
        return counts;
    }
}
