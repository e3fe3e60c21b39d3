package dev.evenkeel.core.probe;

import dev.evenkeel.core.endpoint.EndpointSource.Subscription;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Knows what is worth checking without anyone writing it down: the gateway knows its routes, the supervisor its
 * applications.
 */
public interface TargetSource {

    /** The name of the source, as in {@code gateway}: stands in {@link Check#origin()} and before the checks' names. */
    String origin();

    /** What there is now, each name once. Never blocks. */
    List<Target> targets();

    /**
     * Has {@code listener} run after each change of {@link #targets()}, on a thread of the source's choice; it must not
     * block.
     *
     * @return ends the notifications
     */
    Subscription onChange(Runnable listener);

    /**
     * @param name unique within the source
     * @param url where to ask: {@code http}, {@code https} or {@code tcp://host:port}
     * @param service as deployments name it; null when unknown
     * @param environment as deployments name it; null when unknown
     */
    record Target(
            String name,
            URI url,
            @Nullable String service,
            @Nullable String environment) {}
}
