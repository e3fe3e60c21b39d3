package dev.evenkeel.server.registry;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.FieldLimits;
import dev.evenkeel.core.deployment.Violation;
import dev.evenkeel.server.platform.json.DeploymentDraft.Read;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of an import, one after the other, each with the line that it came from. */
@FunctionalInterface
interface RecordSource {
    /** The next record, null behind the last. */
    @Nullable
    Row next() throws IOException;

    /**
     * A record, or what is wrong with it.
     *
     * @param line 1 for the first
     * @param deployment null when something is wrong
     */
    record Row(long line, @Nullable Deployment deployment, List<Violation> violations) {

        static Row of(long line, Read read) {
            Deployment deployment = read.deployment();
            List<Violation> violations = deployment == null ? read.violations() : FieldLimits.check(deployment);
            return violations.isEmpty() ? new Row(line, deployment, List.of()) : new Row(line, null, violations);
        }

        /** A place that can't be read at all. */
        static Row broken(long line, String message) {
            return new Row(line, null, List.of(new Violation("", message)));
        }
    }
}
