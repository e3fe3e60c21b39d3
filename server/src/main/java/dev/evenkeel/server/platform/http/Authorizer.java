package dev.evenkeel.server.platform.http;

import dev.evenkeel.server.platform.contract.Scope;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Decides whether a request may be answered, before any of its body is read. */
@FunctionalInterface
public interface Authorizer {

    /**
     * Who asks.
     *
     * @throws ProblemException when the request is refused: 401, 403 or 421
     * @throws IOException when the tokens can't be read
     */
    Request.Caller authorize(Attempt attempt) throws IOException;

    /**
     * What the decision is made from.
     *
     * @param needed null for an operation that is open to everyone
     * @param host the name in the {@code Host} header, without the port and in lower case
     * @param baseUrl scheme and authority as the caller sees them
     */
    record Attempt(
            @Nullable Scope needed,
            String method,
            String host,
            String baseUrl,
            @Nullable String origin,
            @Nullable String authorization) {

        /** Whether the method may change something (RFC 9110 section 9.2.1). */
        public boolean isUnsafe() {
            return !(method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS"));
        }
    }
}
