package dev.evenkeel.core.resilience;

import java.util.Locale;

/** How one attempt at an upstream ended. */
public enum Outcome {
    /** An answer below 400. */
    OK,
    /** 4xx other than 429: the caller's fault, so the upstream did its job. */
    CLIENT_ERROR,
    /** 429. */
    RATE_LIMITED,
    /** 5xx other than those of {@link #GATEWAY_ERROR}. */
    SERVER_ERROR,
    /** 502, 503 or 504: something in front of the service speaks for it. */
    GATEWAY_ERROR,
    /** No connection (refused, unreachable, timed out, TLS failed): not a byte of the request left. */
    CONNECT_FAILED,
    /** Reset or closed before the first byte of an answer. */
    RESET,
    /** No answer within the timeout of a try. */
    TIMEOUT,
    /** The answer broke off after its first byte, which the caller may have seen already. */
    CUT,
    /** Given up by us, as the loser of a hedge or because the caller left: says nothing about the upstream. */
    CANCELLED;

    private final String label = name().toLowerCase(Locale.ROOT);

    public static Outcome ofStatus(int status) {
        if (status < 400) {
            return OK;
        }
        if (status < 500) {
            return status == 429 ? RATE_LIMITED : CLIENT_ERROR;
        }
        return status >= 502 && status <= 504 ? GATEWAY_ERROR : SERVER_ERROR;
    }

    /** Whether the caller didn't get what it asked for and the upstream is to blame: what retry budgets count. */
    public boolean failed() {
        return this != OK && this != CLIENT_ERROR && this != CANCELLED;
    }

    /**
     * Whether it speaks against the health of the endpoint: what breakers and ejection count. A 429 does not; an
     * endpoint that enforces its quota works.
     */
    public boolean unhealthy() {
        return failed() && this != RATE_LIMITED;
    }

    /** Whether the service itself didn't get to answer: any unhealthy outcome but {@link #SERVER_ERROR}. */
    public boolean gatewayFailure() {
        return unhealthy() && this != SERVER_ERROR;
    }

    /** The name in metrics, as in {@code connect_failed}. */
    public String label() {
        return label;
    }
}
