package dev.evenkeel.core.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdsTest {
    private static final Instant NOW = Instant.parse("2025-03-01T12:00:00.123Z");

    @Test
    void newIdsAreUuidsOfVersion7ThatBeginWithTheTime() {
        UUID id = UUID.fromString(new Ids(InstantSource.fixed(NOW), new SplittableRandom(1)).next());

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void idsOfTheSameMillisecondDiffer() {
        var ids = new Ids(InstantSource.fixed(NOW), new SplittableRandom(1));

        assertThat(ids.next()).isNotEqualTo(ids.next());
    }

    /** Stored by every registry and computed by importers: these must never change. */
    @Test
    void anExternalIdAlwaysGivesTheSameUuidOfVersion5() {
        UUID id = UUID.fromString(Ids.of("govuk:router:production:v1:2025-01-01T10:00:00Z"));

        assertThat(id.version()).isEqualTo(5);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id).hasToString("8039789c-1104-5b1a-ae8a-4cf25abb83b4");
        assertThat(Ids.of("a")).isNotEqualTo(Ids.of("b"));
    }
}
