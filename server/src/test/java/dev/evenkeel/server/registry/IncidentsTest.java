package dev.evenkeel.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentStore.Author;
import dev.evenkeel.core.deployment.Ids;
import dev.evenkeel.core.deployment.Status;
import dev.evenkeel.core.incident.Attribution;
import dev.evenkeel.core.incident.Incident;
import dev.evenkeel.core.incident.IncidentRules;
import dev.evenkeel.core.incident.IncidentSeverity;
import dev.evenkeel.core.incident.IncidentStatus;
import dev.evenkeel.core.incident.IncidentStore;
import dev.evenkeel.core.incident.Signal;
import dev.evenkeel.core.incident.Suspect;
import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncidentsTest {
    private static final Instant NOW = Instant.parse("2026-11-19T10:00:00Z");

    @TempDir
    private Path folder;

    private final ManualClock clock = ManualClock.at(NOW.toString());
    private Stores.Opened stores;
    private Incidents incidents;

    @BeforeEach
    void open() throws IOException {
        stores = Stores.openAll("sqlite:" + folder.resolve("r.db"));
        incidents = new Incidents(
                stores.incidents(),
                stores.deployments(),
                clock,
                new Ids(clock, new Random(1)),
                new IncidentRules(Duration.ofMinutes(10)),
                new Attribution(Duration.ofHours(1)));
    }

    @AfterEach
    void close() throws IOException {
        stores.deployments().close();
    }

    private Deployment deploy(String id, String service, int secondsAgo) throws IOException {
        Deployment deployment = Deployment.of(id, service, "v-" + id, "production")
                .status(Status.SUCCEEDED)
                .startedAt(NOW.minusSeconds(secondsAgo))
                .finishedAt(NOW.minusSeconds(secondsAgo - 5))
                .build();
        stores.deployments().create(deployment, new Author("ci", NOW, null), null);
        return deployment;
    }

    private static Signal signal(boolean firing) {
        var before = new Signal.Sighting(NOW.minusSeconds(600), NOW.minusSeconds(60), 270, 0);
        var after = new Signal.Sighting(NOW, NOW.plusSeconds(2), 0, 2);
        return new Signal(
                "check:status",
                "status-server",
                "production",
                firing,
                IncidentSeverity.CRITICAL,
                "status 500",
                NOW,
                NOW.plusSeconds(2),
                List.of(before, after),
                "4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @Test
    void namesTheDeploymentOfTheServiceAndNoOther() throws IOException {
        deploy("mine", "status-server", 20);
        deploy("other", "cart", 3);

        Incident incident = incidents.report(signal(true)).orElseThrow();

        Suspect suspect = incident.suspect();
        assertThat(suspect).isNotNull();
        assertThat(suspect.deploymentId()).isEqualTo("mine");
        assertThat(suspect.confidence()).isBetween(0.7, 0.8);
        assertThat(incidents.get(incident.id())).isEqualTo(incident);
        assertThat(incidents.report(signal(true))).contains(incident);

        Incident over = incidents.report(signal(false)).orElseThrow();
        assertThat(over.status()).isEqualTo(IncidentStatus.RESOLVED);
        assertThat(incidents.incidents()).containsExactly(over);
        var open = new IncidentStore.Filter("status-server", null, IncidentStatus.OPEN, null, null);
        assertThat(incidents.list(open, null, 10)).isEmpty();
    }

    @Test
    void aSecondBadDeploymentIsAnIncidentOfItsOwn() throws IOException {
        deploy("first", "status-server", 20);
        Incident first = incidents.report(signal(true)).orElseThrow();
        Signal over = signal(false);
        incidents.report(over);
        deploy("second", "status-server", -10);
        Signal again = new Signal(
                over.cause(),
                over.service(),
                over.environment(),
                true,
                over.severity(),
                "status 500",
                NOW.plusSeconds(15),
                NOW.plusSeconds(17),
                List.of(
                        new Signal.Sighting(NOW.minusSeconds(600), NOW.minusSeconds(60), 270, 0),
                        new Signal.Sighting(NOW, NOW.plusSeconds(5), 0, 30),
                        new Signal.Sighting(NOW.plusSeconds(15), NOW.plusSeconds(17), 0, 2)),
                null);

        Incident second = incidents.report(again).orElseThrow();

        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.suspect()).isNotNull();
        assertThat(second.suspect().deploymentId()).isEqualTo("second");
        assertThat(incidents.report(again)).as("told again").contains(second);
        assertThat(incidents.get(first.id()).suspect().deploymentId()).isEqualTo("first");
    }

    @Test
    void whatSawNothingDoesNotWeakenASuspicion() throws IOException {
        deploy("mine", "status-server", 20);
        Incident open = incidents.report(signal(true)).orElseThrow();
        var burn = new Signal(
                "slo:availability/fast",
                "status-server",
                "production",
                true,
                IncidentSeverity.CRITICAL,
                "burns",
                NOW,
                NOW.plusSeconds(6),
                List.of(),
                null);
        assertThat(incidents.report(burn).orElseThrow().suspect()).isEqualTo(open.suspect());
    }

    @Test
    void aPersonOverrulesAndThatStays() throws IOException {
        deploy("mine", "status-server", 20);
        deploy("right", "cart", 30);
        String id = incidents.report(signal(true)).orElseThrow().id();

        Incident overruled = incidents.overruleSuspect(id, "right", "ann", "cart broke it");
        assertThat(overruled.suspect()).isNotNull();
        assertThat(overruled.suspect().version()).isEqualTo("v-right");
        assertThat(incidents.report(signal(true))).contains(overruled);
        assertThatThrownBy(() -> incidents.overruleSuspect(id, "nobody", "ann", ""))
                .isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> incidents.get("nothing")).hasMessageContaining("nothing");
    }

    @Test
    void withoutDeploymentsNobodyIsSuspected() throws IOException {
        String id = incidents.report(signal(true)).orElseThrow().id();
        assertThat(incidents.get(id).suspect()).isNull();
        assertThatThrownBy(() -> incidents.confirmSuspect(id, "ann", ""))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("No deployment is suspected");
    }

    @Test
    void staysOverARestart() throws IOException {
        Incident incident = incidents.report(signal(true)).orElseThrow();
        Incident noted = incidents.note(incident.id(), "ann", "rolling back");
        close();
        open();
        assertThat(incidents.get(incident.id())).isEqualTo(noted);
        assertThat(incidents.report(signal(true)).orElseThrow().id()).isEqualTo(incident.id());
    }
}
