package dev.evenkeel.core.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdHashTest {
    @Test
    void idsThatAreAlikeHaveDifferentHashes() {
        Set<Long> hashes = new HashSet<>();
        Set<Integer> lower = new HashSet<>();
        Set<Integer> upper = new HashSet<>();
        for (int i = 0; i < 200_000; i++) {
            long hash = IdHash.of("deployment-" + i);
            hashes.add(hash);
            lower.add((int) hash);
            upper.add((int) (hash >>> 32));
        }
        assertThat(hashes).hasSize(200_000);
        // Each half is as good as random: about five collisions are expected.
        assertThat(lower.size()).isGreaterThan(199_970);
        assertThat(upper.size()).isGreaterThan(199_970);
    }

    @Test
    void lengthAndOrderCount() {
        assertThat(Set.of(
                        IdHash.of(""),
                        IdHash.of("\0"),
                        IdHash.of("\0\0\0\0"),
                        IdHash.of("ab"),
                        IdHash.of("ba"),
                        IdHash.of("abcdabce"),
                        IdHash.of("abceabcd")))
                .hasSize(7);
    }

    @Test
    void theHashIsTheSameInEveryRelease() {
        assertThat(IdHash.of("deployment-1")).isEqualTo(-197844488609017133L);
    }
}
