package dev.evenkeel.core.slo;

/** Why a stretch of time says nothing about the service. */
public enum Gap {
    /** Announced beforehand. */
    MAINTENANCE((byte) 1),
    /** The monitor itself did not run, or could not measure. */
    OURS((byte) 2);

    private final byte code;

    Gap(byte code) {
        this.code = code;
    }

    /** How a bucket holds it, where 0 is no gap. */
    byte code() {
        return code;
    }
}
