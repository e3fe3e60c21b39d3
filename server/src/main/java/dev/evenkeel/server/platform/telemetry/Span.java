package dev.evenkeel.server.platform.telemetry;

/**
 * One piece of work in a distributed trace, from its begin to its {@link #end}. Used by one thread at a time; what is set
 * after the end is lost. Names of attributes are those of OpenTelemetry's semantic conventions where it has one.
 */
public interface Span {

    /** Its place in the trace, to be passed on with what is done on its behalf. */
    TraceContext context();

    /** Begins a request to another service as a part of this work. */
    Span client(String name);

    /** Names it anew, when only the work itself shows what it is. */
    void name(String name);

    void set(String attribute, String value);

    void set(String attribute, long value);

    /**
     * Marks it as failed.
     *
     * @param type a class of failures, of few different values: a status, {@code timeout}
     */
    void failed(String type);

    void end();
}
