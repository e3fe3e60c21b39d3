package dev.evenkeel.server.supervisor;

import dev.evenkeel.server.config.AppConfig;
import dev.evenkeel.server.config.ProbesConfig;
import dev.evenkeel.server.supervisor.probe.CommandRun;
import dev.evenkeel.server.supervisor.probe.Question;
import dev.evenkeel.server.supervisor.process.Launch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is run for one replica: the application's words with the replica's port put in. */
final class ReplicaCommand {
    private ReplicaCommand() {}

    static Launch launch(AppConfig app, String replica, int life, int port) {
        var limits = app.limits();
        Map<String, String> environment = environment(app, port);
        environment.put("EVENKEEL_APP", app.name());
        environment.put("EVENKEEL_REPLICA", replica);
        environment.put("EVENKEEL_VERSION", app.version());
        environment.put("EVENKEEL_START", String.valueOf(life));
        return new Launch(
                new RunName(app.name(), replica, life, port).toString(),
                fill(app.command(), port),
                environment,
                app.folder().toAbsolutePath().normalize(),
                app.user(),
                new Launch.Limits(limits.memory(), limits.niceness(), limits.openFiles(), limits.processes()));
    }

    static Question question(AppConfig app, ProbesConfig.Probe probe, int port) {
        if (probe.path() != null) {
            return new Question.Http(probe.path(), probe.headers());
        }
        return probe.tcp() ? new Question.Tcp() : exec(app, probe.command(), port);
    }

    /** Runs the hook to its end; the grace of the termination limits it from outside. */
    static void preStop(AppConfig app, int port, CommandRun commands) {
        List<String> command = app.stop().preStop();
        if (!command.isEmpty()) {
            commands.run(exec(app, command, port), app.stop().grace());
        }
    }

    private static Question.Exec exec(AppConfig app, List<String> command, int port) {
        return new Question.Exec(
                fill(command, port),
                environment(app, port),
                app.folder().toAbsolutePath().normalize(),
                app.user());
    }

    private static Map<String, String> environment(AppConfig app, int port) {
        var environment = new HashMap<String, String>();
        app.env()
                .forEach((name, value) -> environment.put(name, value.value().replace("{port}", String.valueOf(port))));
        environment.put("PORT", String.valueOf(port));
        return environment;
    }

    private static List<String> fill(List<String> command, int port) {
        return command.stream()
                .map(word -> word.replace("{port}", String.valueOf(port)))
                .toList();
    }
}
