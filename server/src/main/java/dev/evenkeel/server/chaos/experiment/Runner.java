package dev.evenkeel.server.chaos.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Plays experiments: the hypothesis, the method, the hypothesis again, the rollbacks. */
public final class Runner {
    private static final long NANOS = 1_000_000_000;

    private final String version;
    private final Map<String, String> environment;
    private final InstantSource clock;
    private final Pause pause;
    private final Progress progress;

    /**
     * @param version of this program
     * @param environment of the processes that it starts
     */
    public Runner(
            String version, Map<String, String> environment, InstantSource clock, Pause pause, Progress progress) {
        this.version = version;
        this.environment = Map.copyOf(environment);
        this.clock = clock;
        this.pause = pause;
        this.progress = progress;
    }

    /** Plays one to its end; whatever happens is in the journal. Interrupting the thread ends it without rollbacks. */
    public Journal run(Experiment experiment, Strategy strategy, RollbackStrategy rollbacks, Optional<Dry> dry) {
        var journal = new Journal(experiment.document(), version, platform(), node(), clock.instant());
        var activities = new Activities(Providers.usual(environment), experiment.variables(), clock, pause, progress);
        experiment.warnings().forEach(progress::says);
        var play = new Play(experiment, activities, new Tolerances(experiment.variables(), activities), journal, dry);
        try {
            play.through(strategy);
            if (rollbacks.plays(journal.status(), journal.hasDeviated())) {
                play.all("rollbacks", experiment.rollbacks());
            }
        } catch (InterruptedException e) {
            journal.status(Journal.INTERRUPTED);
            Thread.currentThread().interrupt();
        }
        journal.end(clock.instant());
        return journal;
    }

    private static String platform() {
        return System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch");
    }

    private static String node() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    /** One performance. */
    private final class Play {
        private final Experiment experiment;
        private final Activities activities;
        private final Tolerances tolerances;
        private final Journal journal;
        private final Optional<Dry> dry;
        private volatile boolean stopped;

        Play(Experiment experiment, Activities activities, Tolerances tolerances, Journal journal, Optional<Dry> dry) {
            this.experiment = experiment;
            this.activities = activities;
            this.tolerances = tolerances;
            this.journal = journal;
            this.dry = dry;
        }

        void through(Strategy strategy) throws InterruptedException {
            boolean probes = !experiment.hypothesis().path("probes").isEmpty();
            if (probes && strategy.before() && !steady("before")) {
                progress.says("The steady state isn't there to begin with: nothing is disturbed");
                journal.status(Journal.FAILED);
                return;
            }
            if (probes && strategy.during()) {
                meanwhile(() -> all("run", experiment.method()));
            } else {
                all("run", experiment.method());
            }
            if (probes && strategy.after() && !steady("after")) {
                journal.deviated();
            }
        }

        /** Checks the hypothesis again and again while the method is played. */
        private void meanwhile(Part method) throws InterruptedException {
            var over = new CountDownLatch(1);
            var watcher = Thread.ofVirtual().name("hypothesis").start(() -> watch(over));
            try {
                method.play();
            } finally {
                over.countDown();
                watcher.join();
            }
        }

        private void watch(CountDownLatch over) {
            try {
                do {
                    if (!steady("during")) {
                        journal.deviated();
                        if (experiment.failsFast()) {
                            stopped = true;
                            journal.status(Journal.FAILED);
                            return;
                        }
                    }
                } while (!over.await((long) (experiment.frequency() * NANOS), TimeUnit.NANOSECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Probes one after the other until one isn't within its tolerance. */
        private boolean steady(String when) throws InterruptedException {
            ObjectNode state = JsonNodeFactory.instance.objectNode();
            ArrayNode probes = JsonNodeFactory.instance.arrayNode();
            boolean met = true;
            for (JsonNode listed : experiment.hypothesis().path("probes")) {
                JsonNode probe = Experiment.resolve(experiment.document(), listed);
                ObjectNode run = activities.carryOut(probe, dry);
                met = within(probe, run);
                probes.add(run.put("tolerance_met", met));
                if (!met) {
                    progress.says(
                            "Not within its tolerance: " + probe.path("name").asText());
                    if (run.path("status").asText().equals(Journal.FAILED) && !when.equals("during")) {
                        journal.status(Journal.FAILED);
                    }
                    break;
                }
            }
            state.put("steady_state_met", met);
            state.set("probes", probes);
            journal.steadyState(when, state);
            return met;
        }

        private boolean within(JsonNode probe, ObjectNode run) throws InterruptedException {
            if (!run.path("status").asText().equals("succeeded")) {
                return false;
            }
            boolean rehearsed =
                    dry.filter(it -> it == Dry.PROBES || it == Dry.ACTIVITIES).isPresent();
            try {
                return rehearsed || tolerances.met(probe.path("tolerance"), run.path("output"));
            } catch (IllegalArgumentException e) {
                // A pattern or path that only its variables made invalid.
                Activities.failed(run, e);
                return false;
            }
        }

        /** Activities in their order; those in the background go on while the next begin, and are waited for. */
        void all(String list, JsonNode parts) throws InterruptedException {
            List<Thread> background = new ArrayList<>();
            try {
                for (JsonNode listed : parts) {
                    if (stopped && list.equals("run")) {
                        break;
                    }
                    JsonNode activity = Experiment.resolve(experiment.document(), listed);
                    int number = journal.begins(list);
                    if (activity.path("background").asBoolean(false)) {
                        background.add(
                                Thread.ofVirtual().name("background").start(() -> aside(list, number, activity)));
                    } else {
                        journal.ran(list, number, activities.carryOut(activity, dry));
                    }
                }
            } catch (InterruptedException e) {
                background.forEach(Thread::interrupt);
                throw e;
            } finally {
                for (Thread thread : background) {
                    thread.join();
                }
            }
        }

        private void aside(String list, int number, JsonNode activity) {
            try {
                journal.ran(list, number, activities.carryOut(activity, dry));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A part of an experiment that takes its time. */
    @FunctionalInterface
    private interface Part {
        void play() throws InterruptedException;
    }
}
