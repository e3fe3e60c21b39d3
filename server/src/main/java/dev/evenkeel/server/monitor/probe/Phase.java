package dev.evenkeel.server.monitor.probe;

/** What a run is waiting for. */
enum Phase {
    DNS(0, "the name to be looked up"),
    CONNECT(1, "the connection"),
    TLS(2, "the TLS handshake"),
    FIRST_BYTE(3, "an answer"),
    TRANSFER(4, "the rest of the answer");

    static final int COUNT = 5;

    private final int index;
    private final String awaited;

    Phase(int index, String awaited) {
        this.index = index;
        this.awaited = awaited;
    }

    /** From 0, the place of this phase in arrays of one number a phase. */
    int index() {
        return index;
    }

    /** In words: {@code no answer within 1s, still waiting for …}. */
    String awaited() {
        return awaited;
    }
}
