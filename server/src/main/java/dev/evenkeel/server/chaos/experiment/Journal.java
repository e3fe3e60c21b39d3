package dev.evenkeel.server.chaos.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;

/** What happened in an experiment, in the format of Chaos Toolkit's journal. Safe for use by several threads. */
public final class Journal {
    static final String COMPLETED = "completed";
    static final String FAILED = "failed";
    static final String INTERRUPTED = "interrupted";

    private static final double NANOS = 1e9;

    private final ObjectNode json = JsonNodeFactory.instance.objectNode();
    private final Instant start;

    /**
     * @param version of the program, for {@code chaoslib-version}
     * @param platform what it runs on
     * @param node the name of the machine
     */
    Journal(JsonNode experiment, String version, String platform, String node, Instant start) {
        this.start = start;
        json.put("chaoslib-version", version).put("platform", platform).put("node", node);
        json.set("experiment", experiment.deepCopy());
        json.put("start", start.toString()).put("status", COMPLETED).put("deviated", false);
        ObjectNode states = json.putObject("steady_states");
        states.set("before", NullNode.instance);
        states.set("after", NullNode.instance);
        states.putArray("during");
        json.putArray("run");
        json.putArray("rollbacks");
    }

    synchronized void steadyState(String when, ObjectNode state) {
        ObjectNode states = (ObjectNode) json.get("steady_states");
        if (when.equals("during")) {
            states.withArrayProperty(when).add(state);
        } else {
            states.set(when, state);
        }
    }

    /**
     * An activity begins; entries are in the order of their beginnings.
     *
     * @param list {@code run} or {@code rollbacks}
     * @return its number, for {@link #ran}
     */
    synchronized int begins(String list) {
        ArrayNode entries = (ArrayNode) json.get(list);
        entries.addNull();
        return entries.size() - 1;
    }

    synchronized void ran(String list, int number, ObjectNode run) {
        ((ArrayNode) json.get(list)).set(number, run);
    }

    synchronized void status(String status) {
        json.put("status", status);
    }

    synchronized void deviated() {
        json.put("deviated", true);
    }

    synchronized void end(Instant end) {
        dropUnfinished("run");
        dropUnfinished("rollbacks");
        json.put("end", end.toString());
        json.put("duration", Duration.between(start, end).toNanos() / NANOS);
    }

    /** What was interrupted has no entry. */
    private void dropUnfinished(String list) {
        for (var entries = json.get(list).elements(); entries.hasNext(); ) {
            if (entries.next().isNull()) {
                entries.remove();
            }
        }
    }

    /** {@code completed}, {@code failed} or {@code interrupted}. */
    public synchronized String status() {
        return json.get("status").asText();
    }

    /** Whether the steady state was lost. */
    public synchronized boolean hasDeviated() {
        return json.get("deviated").asBoolean();
    }

    /** Whether the experiment was played to its end and the steady state held. */
    public boolean good() {
        return status().equals(COMPLETED) && !hasDeviated();
    }

    /** The journal as it is written to a file. */
    public synchronized ObjectNode json() {
        return json.deepCopy();
    }
}
