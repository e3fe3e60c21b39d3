package dev.evenkeel.server.gateway.wire;

/** A message that breaks the rules of HTTP, or is larger than what is accepted. The connection can't be used further. */
public final class MalformedException extends Exception {
    private final int status;

    public MalformedException(String message) {
        this(400, message);
    }

    /** @param status what a caller that sent it is answered */
    public MalformedException(int status, String message) {
        // Thrown for what others send, possibly often: the stack would say nothing and cost much.
        super(message, null, false, false);
        this.status = status;
    }

    public int status() {
        return status;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
