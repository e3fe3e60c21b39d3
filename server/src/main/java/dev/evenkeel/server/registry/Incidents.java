package dev.evenkeel.server.registry;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentFilter;
import dev.evenkeel.core.deployment.DeploymentStore;
import dev.evenkeel.core.deployment.DeploymentStore.Stored;
import dev.evenkeel.core.deployment.Ids;
import dev.evenkeel.core.incident.Attribution;
import dev.evenkeel.core.incident.Incident;
import dev.evenkeel.core.incident.IncidentList;
import dev.evenkeel.core.incident.IncidentReports;
import dev.evenkeel.core.incident.IncidentRules;
import dev.evenkeel.core.incident.IncidentStore;
import dev.evenkeel.core.incident.Signal;
import dev.evenkeel.core.incident.Suspect;
import dev.evenkeel.server.platform.http.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Records what goes wrong, and looks among the deployments for the one that did it. */
public final class Incidents implements IncidentReports, IncidentList {
    private static final int PAGE = 1000;

    /** A deployment that takes longer than this is not looked for by its start. */
    private static final Duration LONGEST_DEPLOYMENT = Duration.ofHours(6);

    private final IncidentStore store;
    private final DeploymentStore deployments;
    private final InstantSource clock;
    private final Ids ids;
    private final IncidentRules rules;
    private final Attribution attribution;

    public Incidents(
            IncidentStore store,
            DeploymentStore deployments,
            InstantSource clock,
            Ids ids,
            IncidentRules rules,
            Attribution attribution) {
        this.store = store;
        this.deployments = deployments;
        this.clock = clock;
        this.ids = ids;
        this.rules = rules;
        this.attribution = attribution;
    }

    @Override
    public Optional<Incident> report(Signal signal) throws IOException {
        Instant deployedAt = signal.firing()
                ? near(signal.service(), signal.environment(), signal.since()).stream()
                        .map(Deployment::startedAt)
                        .max(Comparator.naturalOrder())
                        .orElse(null)
                : null;
        Optional<Incident> incident = store.changeNewest(
                signal.service(), signal.environment(), newest -> rules.apply(newest, signal, deployedAt, ids::next));
        if (incident.isEmpty() || incident.get().isResolved() || !signal.firing()) {
            return incident;
        }
        Incident now = incident.get();
        if (now.suspect() != null && signal.history().isEmpty()) {
            // A burn rate or an alert of others knows less than the checks by which it is suspected.
            return incident;
        }
        // Behind the transaction: an incident that is open without a suspect is better than none.
        Optional<Suspect> suspect = attribution.suspect(candidates(now), now, now.failingSince(), signal.history());
        if (suspect.isEmpty()) {
            return incident;
        }
        return store.change(incident.get().id(), open -> open.suspecting(suspect.get(), signal.at()));
    }

    /** Those near the first failure; where there are any since the incident before ended, all was well with the others. */
    private List<Deployment> candidates(Incident incident) throws IOException {
        List<Deployment> near = near(incident.service(), incident.environment(), incident.failingSince());
        var here = new IncidentStore.Filter(incident.service(), incident.environment(), null, null, null);
        List<Incident> before = store.list(here, IncidentStore.Place.of(incident), 1);
        Instant wellAt = before.isEmpty() ? null : before.getFirst().resolvedAt();
        if (wellAt == null) {
            return near;
        }
        List<Deployment> since = near.stream()
                .filter(deployment -> deployment.startedAt().isAfter(wellAt))
                .toList();
        return since.isEmpty() ? near : since;
    }

    private List<Deployment> near(String service, @Nullable String environment, Instant firstFailure)
            throws IOException {
        var filter = new DeploymentFilter(
                service,
                environment,
                null,
                null,
                attribution.from(firstFailure).minus(LONGEST_DEPLOYMENT),
                attribution.to(firstFailure).plusMillis(1));
        return deployments.list(filter, null, 1000).stream()
                .map(Stored::deployment)
                .toList();
    }

    @Override
    public List<Incident> incidents() throws IOException {
        List<Incident> all = new ArrayList<>();
        List<Incident> page = store.list(IncidentStore.Filter.ALL, null, PAGE);
        all.addAll(page);
        while (page.size() == PAGE) {
            page = store.list(IncidentStore.Filter.ALL, IncidentStore.Place.of(page.getLast()), PAGE);
            all.addAll(page);
        }
        return all;
    }

    /** @param after the last one of the page before; null for the first page */
    List<Incident> list(IncidentStore.Filter filter, IncidentStore.@Nullable Place after, int limit)
            throws IOException {
        return store.list(filter, after, limit);
    }

    Incident get(String id) throws IOException {
        return store.find(id).orElseThrow(() -> unknown(id));
    }

    Incident acknowledge(String id, String by) throws IOException {
        return change(id, incident -> incident.acknowledge(clock.instant(), by));
    }

    Incident note(String id, String by, String text) throws IOException {
        return change(id, incident -> incident.note(clock.instant(), by, text));
    }

    Incident resolve(String id, String by, String why) throws IOException {
        return change(id, incident -> incident.resolve(clock.instant(), by, why));
    }

    Incident confirmSuspect(String id, String by, String why) throws IOException {
        return change(id, incident -> {
            if (incident.suspect() == null) {
                throw new ProblemException(
                        409,
                        "Nothing to confirm",
                        "No deployment is suspected of incident " + id
                                + ": name one with its deploymentId, or null for none.");
            }
            return incident.confirm(clock.instant(), by, why);
        });
    }

    /** @param deploymentId null when no deployment did it */
    Incident overruleSuspect(String id, @Nullable String deploymentId, String by, String why) throws IOException {
        String version = "";
        if (deploymentId != null) {
            version = deployments
                    .find(deploymentId)
                    .orElseThrow(() -> ProblemException.badRequest(
                            "/deploymentId", "there is no deployment '" + deploymentId + "'"))
                    .deployment()
                    .version();
        }
        String named = version;
        return change(id, incident -> incident.overrule(deploymentId, named, clock.instant(), by, why));
    }

    private Incident change(String id, Function<Incident, Incident> change) throws IOException {
        return store.change(id, change).orElseThrow(() -> unknown(id));
    }

    InstantSource clock() {
        return clock;
    }

    private static ProblemException unknown(String id) {
        return ProblemException.notFound("There is no incident '" + id + "'.");
    }
}
