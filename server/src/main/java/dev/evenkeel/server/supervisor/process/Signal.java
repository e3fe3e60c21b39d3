package dev.evenkeel.server.supervisor.process;

/** The signals that are sent, with their numbers on Linux. */
public enum Signal {
    /** Please end. */
    TERM(15),
    /** End at once. */
    KILL(9),
    /** Stand still. */
    STOP(19),
    /** Go on. */
    CONT(18);

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
