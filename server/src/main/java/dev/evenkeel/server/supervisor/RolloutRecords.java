package dev.evenkeel.server.supervisor;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentRecorder;
import dev.evenkeel.core.deployment.DeploymentRecorder.RefusedException;
import dev.evenkeel.core.deployment.DeploymentType;
import dev.evenkeel.core.deployment.Ids;
import dev.evenkeel.core.deployment.Status;
import dev.evenkeel.core.process.Rollout;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the rollouts of one application as deployments, and each way back as one of its own. What the registry
 * doesn't take now it gets later, in order, also after a restart. Confined to the loop.
 */
final class RolloutRecords {
    private static final Logger LOG = LoggerFactory.getLogger(RolloutRecords.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);
    private static final int REASON_LENGTH = 1000;

    private final Loop loop;
    private final @Nullable DeploymentRecorder recorder;
    private final Runnable save;
    private final Runnable sync;
    private final Deque<Deployment> unsent = new ArrayDeque<>();
    private @Nullable Deployment current;
    private Duration retry = FIRST_RETRY;
    private boolean sending;

    /**
     * @param recorder null when there is no registry
     * @param save is run when something changed that has to be kept
     * @param sync returns when that is kept; the registry is told of nothing that we might not know after a restart
     */
    RolloutRecords(Loop loop, @Nullable DeploymentRecorder recorder, Runnable save, Runnable sync) {
        this.loop = loop;
        this.recorder = recorder;
        this.save = save;
        this.sync = sync;
    }

    /** Goes on where an earlier supervisor was. */
    void restore(@Nullable Deployment last, Collection<Deployment> notSent) {
        current = last;
        unsent.addAll(notSent);
        sendNext();
    }

    @Nullable
    Deployment current() {
        return current;
    }

    List<Deployment> unsent() {
        return List.copyOf(unsent);
    }

    /**
     * A release is on its way.
     *
     * @param superseded whether another one was asked for before the last was through
     */
    void begun(Release release, @Nullable Release before, boolean superseded, String by, Instant now) {
        if (superseded) {
            end(Status.FAILED, "superseded by " + release.config().version(), now);
        }
        begin(
                release,
                by,
                null,
                now,
                before == null ? Map.of() : Map.of("from", before.config().version()));
        send();
    }

    private void begin(
            Release release, String by, @Nullable String rollbackOf, Instant now, Map<String, String> labels) {
        if (recorder == null) {
            return;
        }
        var app = release.config();
        String externalId = "evenkeel:" + app.name() + ":" + release.revision() + ":" + now.toEpochMilli()
                + (rollbackOf == null ? "" : ":revert");
        current = Deployment.of(Ids.of(externalId), app.service(), app.version(), app.environment())
                .externalId(externalId)
                .deploymentType(DeploymentType.UNKNOWN)
                .status(Status.DEPLOYING)
                .deployedBy(by)
                .startedAt(now)
                .rollbackOf(rollbackOf)
                .labels(labels)
                .build();
        unsent.add(current);
    }

    /** The rollout has come into another phase. */
    void changed(Rollout rollout, @Nullable Release from, String by, Instant now) {
        switch (rollout.phase()) {
            case PROGRESSING -> {}
            case COMPLETE, REVERTED -> end(Status.SUCCEEDED, "", now);
            case FAILED -> end(Status.FAILED, rollout.reason(), now);
            case REVERTING -> {
                Deployment undone = current;
                end(Status.ROLLED_BACK, rollout.reason(), now);
                if (from != null) {
                    begin(from, by, undone == null ? null : undone.id(), now, Map.of("reason", cut(rollout.reason())));
                }
            }
        }
        send();
    }

    private void end(Status status, String reason, Instant now) {
        Deployment before = current;
        if (before == null || !before.status().mayBecome(status)) {
            return;
        }
        var labels = new HashMap<>(before.labels());
        if (!reason.isEmpty()) {
            labels.put("reason", cut(reason));
        }
        current = before.with().status(status).finishedAt(now).labels(labels).build();
        unsent.add(current);
    }

    private static String cut(String text) {
        return text.length() > REASON_LENGTH ? text.substring(0, REASON_LENGTH) + "…" : text;
    }

    private void send() {
        save.run();
        sendNext();
    }

    private void sendNext() {
        Deployment next = unsent.peek();
        DeploymentRecorder registry = recorder;
        if (sending || next == null || registry == null) {
            return;
        }
        sending = true;
        loop.work(() -> {
            try {
                sync.run();
                registry.record(next);
                loop.post(() -> sent(next));
            } catch (RefusedException e) {
                LOG.error("the registry refuses the record of {} {}", next.serviceName(), next.version(), e);
                loop.post(() -> sent(next));
            } catch (IOException | RuntimeException e) {
                LOG.warn(
                        "can't record the deployment of {} {} now, trying again: {}",
                        next.serviceName(),
                        next.version(),
                        e.toString());
                loop.post(this::later);
            }
        });
    }

    private void sent(Deployment deployment) {
        sending = false;
        retry = FIRST_RETRY;
        unsent.remove(deployment);
        save.run();
        sendNext();
    }

    private void later() {
        sending = false;
        loop.at(loop.now().plus(retry), this::sendNext);
        Duration longer = retry.multipliedBy(2);
        retry = longer.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : longer;
    }
}
