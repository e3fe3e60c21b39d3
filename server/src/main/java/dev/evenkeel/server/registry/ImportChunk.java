package dev.evenkeel.server.registry;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.Violation;
import dev.evenkeel.server.registry.RecordSource.Row;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Some batches of an import that are written together, since the disk takes one large transaction in less time than
 * several small ones; and the batch behind them when there is something wrong with it.
 *
 * @param lines of the deployments, one each
 * @param errors what is wrong with the batch behind, empty when nothing is
 * @param nextLine the first line behind the deployments, 0 when that is not known
 * @param last whether nothing follows
 */
record ImportChunk(
        List<Deployment> deployments, List<Long> lines, List<Map<String, Object>> errors, long nextLine, boolean last) {
    static final int BATCH = 1000;
    private static final int MOST_BATCHES = 8;

    static ImportChunk read(RecordSource source) throws IOException {
        List<Deployment> deployments = new ArrayList<>();
        List<Long> lines = new ArrayList<>();
        for (int i = 0; i < MOST_BATCHES; i++) {
            List<Row> batch = batch(source, lines.isEmpty() ? 0 : lines.getLast());
            List<Map<String, Object>> errors = errors(batch);
            if (!errors.isEmpty()) {
                return new ImportChunk(
                        deployments, lines, errors, batch.getFirst().line(), true);
            }
            for (Row row : batch) {
                Deployment deployment = row.deployment();
                if (deployment != null) {
                    deployments.add(deployment);
                    lines.add(row.line());
                }
            }
            if (batch.size() < BATCH) {
                return new ImportChunk(deployments, lines, List.of(), 0, true);
            }
        }
        return new ImportChunk(deployments, lines, List.of(), 0, false);
    }

    private static List<Row> batch(RecordSource source, long lastLine) throws IOException {
        List<Row> batch = new ArrayList<>(BATCH);
        while (batch.size() < BATCH) {
            @Nullable Row row;
            try {
                row = source.next();
            } catch (ZipException | EOFException e) {
                long line = 1 + (batch.isEmpty() ? lastLine : batch.getLast().line());
                batch.add(Row.broken(line, "can't be unpacked: the gzip data is damaged or cut off"));
                return batch;
            }
            if (row == null) {
                return batch;
            }
            batch.add(row);
        }
        return batch;
    }

    private static List<Map<String, Object>> errors(List<Row> batch) {
        List<Map<String, Object>> errors = new ArrayList<>();
        for (Row row : batch) {
            for (Violation violation : row.violations()) {
                errors.add(error(row.line(), violation));
            }
        }
        return errors;
    }

    static Map<String, Object> error(long line, Violation violation) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("pointer", violation.pointer());
        error.put("message", violation.message());
        error.put("line", line);
        return error;
    }
}
