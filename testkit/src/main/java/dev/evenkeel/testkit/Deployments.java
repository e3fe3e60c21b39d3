package dev.evenkeel.testkit;

import dev.evenkeel.core.deployment.ChangeOrigin;
import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentBuilder;
import dev.evenkeel.core.deployment.DeploymentType;
import dev.evenkeel.core.deployment.Ids;
import dev.evenkeel.core.deployment.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Deployments as a registry may hold them: seeded, so that a failure can be repeated. Few services and few distinct
 * times, so that ties and long series happen; some records contradict themselves, as imported ones do.
 */
public final class Deployments {
    private static final Instant START = Instant.parse("2024-12-28T00:00:00Z");
    private static final List<String> ENVIRONMENTS = List.of("integration", "staging", "production");
    private static final List<String> PEOPLE = List.of("ci", "ada", "grace", "Łukasz", "工程师");

    private final RandomGenerator random;
    private int next;

    private Deployments(RandomGenerator random) {
        this.random = random;
    }

    public static Deployments seeded(long seed) {
        return new Deployments(new SplittableRandom(seed));
    }

    public List<Deployment> take(int count) {
        List<Deployment> result = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            result.add(next());
        }
        return result;
    }

    /** The next one; its id is new. */
    public Deployment next() {
        int number = next++;
        Instant startedAt = START.plusSeconds(random.nextLong(20 * 24 * 60) * 60);
        Status status = any(List.of(Status.values()));
        DeploymentBuilder builder = Deployment.of(
                        Ids.of("seeded-" + number + "-" + random.nextLong()),
                        "service-" + random.nextInt(7),
                        "1.8." + random.nextInt(20),
                        any(ENVIRONMENTS))
                .status(status)
                .deployedBy(any(PEOPLE))
                .deploymentType(any(List.of(DeploymentType.values())))
                .startedAt(startedAt);
        if (random.nextInt(10) == 0 ? !status.isEnd() : status.isEnd()) {
            builder.finishedAt(startedAt.plusSeconds(random.nextInt(-60, 1800)));
        }
        if (random.nextInt(3) == 0) {
            builder.externalId("external-" + number)
                    .commitSha("c0ffee" + number)
                    .commitAt(startedAt.minusSeconds(random.nextInt(100_000)))
                    .pullRequestNumber(number + 1)
                    .changeOrigin(any(List.of(ChangeOrigin.values())))
                    .approvedBy("linus")
                    .rollbackOf("the-one-before")
                    .artifactDigest("sha256:" + number)
                    .links(Map.of("pipeline", "https://ci.example/" + number))
                    .labels(Map.of("team", "blue", "größe", "½ ‰ 🚀"));
        }
        return builder.build();
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
