package dev.evenkeel.core.probe;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What others need to know of a check: who it is, whom it watches and how often.
 *
 * @param name unique
 * @param kind {@code http}, {@code tcp}, {@code tls} or {@code dns}
 * @param target what is asked, for people: an address without secrets
 * @param service the service that it stands for, as deployments name it; null when it stands for none
 * @param environment as deployments name it; null when it stands for none
 * @param interval from one start to the next
 * @param timeout after which a run has failed; not longer than the interval
 * @param flapControl when it goes down and comes back
 * @param conditions what the answer must meet, in order
 * @param origin where it comes from: {@code config}, or the source that it was derived from, as in {@code gateway}
 */
public record Check(
        String name,
        String kind,
        String target,
        @Nullable String service,
        @Nullable String environment,
        Duration interval,
        Duration timeout,
        FlapControl flapControl,
        List<Condition> conditions,
        String origin) {
    public Check {
        conditions = List.copyOf(conditions);
    }
}
