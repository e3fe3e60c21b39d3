package dev.evenkeel.core.incident;

import java.io.IOException;
import java.util.List;

/** Where the insights read incidents: the registry in this process, or one over HTTP. */
@FunctionalInterface
public interface IncidentList {

    /** All incidents that there are, newest first. */
    List<Incident> incidents() throws IOException;
}
