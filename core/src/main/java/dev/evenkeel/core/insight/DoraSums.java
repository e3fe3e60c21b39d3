package dev.evenkeel.core.insight;

import dev.evenkeel.core.deployment.TableTime;
import dev.evenkeel.core.incident.Incident;
import dev.evenkeel.core.insight.Changes.Change;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the five keys are made of, added up over the places of a row. */
final class DoraSums {
    private final DoraDefinition definition;
    private final ZoneId zone;

    long deployments;
    long failures;
    long rework;
    long failedToDeploy;
    long unfinished;
    long commitUnknown;
    long commitLater;
    long finishUnknown;
    long notRecovered;
    long incidents;
    final List<Double> leadSeconds = new ArrayList<>();
    final List<Double> recoverySeconds = new ArrayList<>();
    /** By identity: services deployed at one moment have equal changes. */
    private final Set<Change> counted = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Incidents without an environment are met in each that the service has. */
    private final Set<String> knownIncidents = new HashSet<>();

    private final Map<LocalDate, Set<LocalDate>> daysByWeek = new HashMap<>();

    DoraSums(DoraDefinition definition, ZoneId zone) {
        this.definition = definition;
        this.zone = zone;
    }

    /**
     * @param from the first millisecond of the scope
     * @param to the millisecond behind the last
     */
    void add(Changes changes, long from, long to) {
        failedToDeploy += changes.failed();
        unfinished += changes.unfinished();
        List<Change> live = changes.live();
        for (int i = 0; i < live.size(); i++) {
            Change change = live.get(i);
            if (change.inScope()) {
                add(changes, change, i);
            }
        }
        for (Incident incident : changes.incidents()) {
            long opened = incident.openedAt().toEpochMilli();
            if (opened >= from && opened < to) {
                addIncident(incident, changes);
            }
        }
    }

    private void add(Changes changes, Change change, int at) {
        deployments++;
        LocalDate day = Instant.ofEpochMilli(change.at()).atZone(zone).toLocalDate();
        daysByWeek.computeIfAbsent(week(day), _ -> new HashSet<>()).add(day);
        addLead(change);
        rework += change.redeployed() || changes.isDuringIncident(change) ? 1 : 0;
        switch (definition) {
            case EVENKEEL, DORA, DATADOG -> {
                if (isFailure(change)) {
                    failures++;
                    addRecovery(changes, change, at);
                }
            }
            // Theirs come from the incidents.
            case DEVLAKE, GITLAB -> {}
        }
    }

    private boolean isFailure(Change change) {
        return definition == DoraDefinition.DATADOG ? change.rolledBack() : change.isFailure();
    }

    private void addLead(Change change) {
        if (change.rolledBack()) {
            return;
        }
        if (change.commitAt() == TableTime.NONE) {
            commitUnknown++;
        } else if (!change.finished()) {
            finishUnknown++;
        } else if (change.commitAt() > change.at()) {
            commitLater++;
        } else {
            leadSeconds.add((change.at() - change.commitAt()) / 1000.0);
        }
    }

    private void addRecovery(Changes changes, Change change, int at) {
        Incident blamed = definition == DoraDefinition.DATADOG ? null : change.blamed();
        if (blamed != null) {
            Instant end = blamed.resolvedAt();
            Instant begin =
                    definition == DoraDefinition.DORA ? Instant.ofEpochMilli(change.at()) : blamed.failingSince();
            if (end == null) {
                notRecovered++;
            } else {
                addRecovery(begin, end);
            }
            return;
        }
        long next = changes.nextSuccess(at);
        if (next == TableTime.NONE) {
            notRecovered++;
        } else {
            recoverySeconds.add((next - change.at()) / 1000.0);
        }
    }

    private void addRecovery(Instant begin, Instant end) {
        recoverySeconds.add(Math.max(0, Duration.between(begin, end).toMillis()) / 1000.0);
    }

    private void addIncident(Incident incident, Changes changes) {
        if (definition == DoraDefinition.GITLAB && knownIncidents.add(incident.id())) {
            incidents++;
            if (incident.resolvedAt() == null) {
                notRecovered++;
            } else {
                addRecovery(incident.openedAt(), incident.resolvedAt());
            }
        } else if (definition == DoraDefinition.DEVLAKE) {
            addToNewest(incident, changes);
        }
    }

    /** DevLake ties an incident to the newest deployment before it, and counts that deployment once. */
    private void addToNewest(Incident incident, Changes changes) {
        Change newest = null;
        for (Change change : changes.live()) {
            if (change.at() <= incident.openedAt().toEpochMilli()) {
                newest = change;
            }
        }
        if (newest == null || !newest.inScope()) {
            return;
        }
        if (counted.add(newest)) {
            failures++;
        }
        if (incident.resolvedAt() == null) {
            notRecovered++;
        } else {
            addRecovery(Instant.ofEpochMilli(newest.at()), incident.resolvedAt());
        }
    }

    private static LocalDate week(LocalDate day) {
        return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    /** For each week that lies partly in [from, to), on how many days something went live. */
    List<Double> daysPerWeek(Instant from, Instant to) {
        List<Double> days = new ArrayList<>();
        LocalDate last = to.minusMillis(1).atZone(zone).toLocalDate();
        for (LocalDate week = week(from.atZone(zone).toLocalDate()); !week.isAfter(last); week = week.plusWeeks(1)) {
            days.add((double) daysByWeek.getOrDefault(week, Set.of()).size());
        }
        return days;
    }
}
