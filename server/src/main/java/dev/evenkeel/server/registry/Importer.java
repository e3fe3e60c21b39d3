package dev.evenkeel.server.registry;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentStore.Author;
import dev.evenkeel.core.deployment.DeploymentStore.BatchResult;
import dev.evenkeel.core.deployment.DeploymentStore.DuplicateException;
import dev.evenkeel.core.deployment.DeploymentStore.StoreFullException;
import dev.evenkeel.core.deployment.Violation;
import dev.evenkeel.server.platform.http.ProblemException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of an import in batches of {@value ImportChunk#BATCH}, each whole or not at all. The first batch
 * with a mistake ends it; what went before stays. While some batches are written, the next are read.
 */
final class Importer {
    private static final int MOST_ERRORS = 20;

    private final Registry registry;
    private final Author author;
    private long received;
    private long created;
    private long updated;
    private long unchanged;

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
    Map<String, Object> run(RecordSource source) throws IOException, InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            @Nullable ImportChunk before = null;
            @Nullable Future<BatchResult> writing = null;
            while (true) {
                ImportChunk chunk = ImportChunk.read(source);
                if (before != null && writing != null) {
                    finish(before, writing);
                }
                Future<BatchResult> next = threads.submit(() -> registry.upsert(chunk.deployments(), author));
                if (chunk.last()) {
                    finish(chunk, next);
                    if (!chunk.errors().isEmpty()) {
                        throw refused(chunk.nextLine(), chunk.errors());
                    }
                    return counts();
                }
                before = chunk;
                writing = next;
            }
        }
    }

    private void finish(ImportChunk chunk, Future<BatchResult> writing) throws IOException, InterruptedException {
        try {
            count(chunk.deployments().size(), writing.get());
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case DuplicateException duplicate -> upToTheDuplicate(chunk);
                case StoreFullException full -> throw full(chunk.lines().getFirst(), full);
                case IOException cause -> throw cause;
                case RuntimeException cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    /** Nothing of the chunk was written; writes its batches one by one, as far as they can be. */
    private void upToTheDuplicate(ImportChunk chunk) throws IOException {
        int size = chunk.deployments().size();
        for (int start = 0; start < size; start += ImportChunk.BATCH) {
            int end = Math.min(start + ImportChunk.BATCH, size);
            List<Deployment> batch = chunk.deployments().subList(start, end);
            try {
                count(batch.size(), registry.upsert(batch, author));
            } catch (DuplicateException e) {
                throw refused(chunk.lines().get(start), List.of(duplicate(chunk, start, end, e)));
            } catch (StoreFullException e) {
                throw full(chunk.lines().get(start), e);
            }
        }
    }

    private void count(int records, BatchResult result) {
        received += records;
        created += result.created();
        updated += result.updated();
        unchanged += result.unchanged();
    }

    private static Map<String, Object> duplicate(ImportChunk chunk, int start, int end, DuplicateException e) {
        long line = chunk.lines().get(start);
        for (int i = start; i < end; i++) {
            if (e.value().equals(chunk.deployments().get(i).externalId())) {
                line = chunk.lines().get(i);
            }
        }
        return ImportChunk.error(
                line, new Violation("/" + e.field(), "'" + e.value() + "' belongs to a deployment with another id"));
    }

    private ProblemException refused(long fromLine, List<Map<String, Object>> errors) {
        Map<String, Object> first = errors.getFirst();
        String pointer = String.valueOf(first.get("pointer"));
        String detail = "line " + first.get("line") + ": "
                + (pointer.isEmpty() ? "" : pointer.substring(1) + " ") + first.get("message")
                + (errors.size() > 1 ? " (and " + (errors.size() - 1) + " more)" : "")
                + (received > 0 ? ". The " + received + " records before line " + fromLine + " are recorded" : "")
                + ". Correct it and continue with fromLine=" + fromLine + ".";
        Map<String, Object> members = stopped(fromLine);
        members.put("errors", List.copyOf(errors.subList(0, Math.min(errors.size(), MOST_ERRORS))));
        return new ProblemException(422, "Import stopped", detail, List.of(), Map.of(), members);
    }

    private ProblemException full(long fromLine, StoreFullException e) {
        return new ProblemException(
                507,
                "Insufficient storage",
                e.getMessage() + ", then continue with fromLine=" + fromLine + ".",
                List.of(),
                Map.of(),
                stopped(fromLine));
    }

    private Map<String, Object> stopped(long fromLine) {
        Map<String, Object> members = counts();
        members.put("continueFromLine", fromLine);
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
