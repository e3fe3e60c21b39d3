package dev.evenkeel.core.incident;

import java.io.IOException;
import java.util.Optional;

/**
 * Takes in what goes wrong: the registry in this process, or one over HTTP. When the method returns, it is on disk;
 * repeating a signal does no harm.
 */
@FunctionalInterface
public interface IncidentReports {

    /**
     * @return the incident that the signal belongs to; empty when the end of something was reported that nothing is
     *     open for
     * @throws SignalRefusedException when it is of no use to report it again
     * @throws IOException when the registry can't be reached; report it again later
     */
    Optional<Incident> report(Signal signal) throws IOException;
}
