package dev.evenkeel.server.platform.access;

import dev.evenkeel.server.platform.contract.Scope;
import dev.evenkeel.server.platform.http.Authorizer;
import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.platform.http.Request.Caller;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ways to decide who may do what. */
public final class AccessControl {
    private static final String TOKEN_HINT = "; make one with: evenkeel token create --scope ";

    private AccessControl() {}

    /**
     * No login, for a loopback address. Protects against web pages in a browser on this machine: a page of another site
     * may not write, and a name of another site that was made to point here isn't answered.
     */
    public static Authorizer openOnLoopback() {
        return attempt -> {
            if (!Loopback.isName(attempt.host()) && !Loopback.isAddress(attempt.host())) {
                throw new ProblemException(
                        421,
                        "Misdirected request",
                        "Without login this server answers to localhost and to addresses only, not to '"
                                + attempt.host() + "'. Use http://localhost, or configure tokens.");
            }
            refuseOtherOrigins(attempt);
            return Caller.ANONYMOUS;
        };
    }

    /** No login on any address, as {@code --insecure} asks for; other sites' pages may not write. */
    public static Authorizer insecure() {
        return attempt -> {
            refuseOtherOrigins(attempt);
            return Caller.ANONYMOUS;
        };
    }

    /** A token for everything that isn't open to everyone. */
    public static Authorizer tokens(TokenFile tokens) {
        return attempt -> withToken(tokens, attempt);
    }

    private static Caller withToken(TokenFile tokens, Authorizer.Attempt attempt) throws IOException {
        Scope needed = attempt.needed();
        if (needed == null) {
            return Caller.ANONYMOUS;
        }
        String bearer = bearer(attempt.authorization());
        if (bearer == null) {
            throw unauthorized(
                    "Send Authorization: Bearer TOKEN with a token of scope " + needed + TOKEN_HINT + needed, "");
        }
        Token token = tokens.authenticate(bearer)
                .orElseThrow(() -> unauthorized(
                        "The token isn't known here; it may have been revoked" + TOKEN_HINT + needed,
                        ", error=\"invalid_token\""));
        if (!token.scope().includes(needed)) {
            throw new ProblemException(
                    403,
                    "Forbidden",
                    "This needs a token of scope " + needed + "; '" + token.name() + "' has " + token.scope() + ".",
                    List.of(),
                    Map.of(
                            "WWW-Authenticate",
                            "Bearer realm=\"evenkeel\", error=\"insufficient_scope\", scope=\"" + needed + "\""),
                    Map.of("neededScope", needed.toString()));
        }
        return new Caller(token.name());
    }

    private static void refuseOtherOrigins(Authorizer.Attempt attempt) {
        String origin = attempt.origin();
        if (origin != null && attempt.isUnsafe() && !origin.equalsIgnoreCase(attempt.baseUrl())) {
            throw new ProblemException(
                    403,
                    "Forbidden",
                    "A web page of another site may not change anything here (see the Origin header).");
        }
    }

    private static @Nullable String bearer(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                ? authorization.substring(7).strip()
                : null;
    }

    private static ProblemException unauthorized(String detail, String error) {
        return new ProblemException(
                401,
                "Unauthorized",
                detail,
                List.of(),
                Map.of("WWW-Authenticate", "Bearer realm=\"evenkeel\"" + error),
                Map.of());
    }
}
