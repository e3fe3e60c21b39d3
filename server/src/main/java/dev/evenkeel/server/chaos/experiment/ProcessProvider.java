package dev.evenkeel.server.chaos.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** {@code process}: runs a program to its end; its output is {@code {status, stdout, stderr}}, whatever the status. */
final class ProcessProvider implements Provider {
    private static final double MILLIS = 1000;

    private final Map<String, String> environment;

    ProcessProvider(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public void check(JsonNode provider, String place, List<String> problems) {
        String path = provider.path("path").asText();
        if (path.isBlank()) {
            problems.add(place + ".path: is missing");
        } else if (!path.contains("$") && find(path).isEmpty()) {
            problems.add(place + ".path: there is no program " + path + " that can be run");
        }
    }

    @Override
    public JsonNode run(JsonNode provider) throws ActivityFailedException, InterruptedException {
        String path = provider.path("path").asText();
        String program = find(path)
                .orElseThrow(() -> new ActivityFailedException("there is no program " + path + " that can be run"));
        Process process = start(command(program, provider.path("arguments")));
        CompletableFuture<String> out = read(process.getInputStream());
        CompletableFuture<String> err = read(process.getErrorStream());
        try {
            if (provider.path("timeout").isNumber()) {
                long millis = Math.round(provider.get("timeout").asDouble() * MILLIS);
                if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
                    throw new ActivityFailedException("process activity took too long to complete");
                }
            }
            int status = process.waitFor();
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("status", status)
                    .put("stdout", out.join())
                    .put("stderr", err.join());
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Process start(List<String> command) throws ActivityFailedException {
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new ActivityFailedException(command.getFirst() + " can't be run: " + e.getMessage());
        }
    }

    /** One string goes through the shell; a mapping is its names and values in turn. */
    private static List<String> command(String program, JsonNode arguments) {
        if (arguments.isTextual()) {
            return List.of("/bin/sh", "-c", program + " " + arguments.textValue());
        }
        List<String> command = new ArrayList<>(List.of(program));
        if (arguments.isObject()) {
            arguments.properties().forEach(entry -> {
                command.add(entry.getKey());
                add(command, entry.getValue());
            });
        } else {
            arguments.forEach(argument -> add(command, argument));
        }
        return command;
    }

    private static void add(List<String> command, JsonNode argument) {
        String text = argument.isContainerNode() ? argument.toString() : argument.asText();
        if (!argument.isNull() && !text.isEmpty()) {
            command.add(text);
        }
    }

    private Optional<String> find(String path) {
        String home = environment.getOrDefault("HOME", "");
        String expanded = path.startsWith("~/") ? home + path.substring(1) : path;
        if (expanded.contains("/")) {
            return runnable(Path.of(expanded)) ? Optional.of(expanded) : Optional.empty();
        }
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path program = Path.of(folder, expanded);
            if (!folder.isEmpty() && runnable(program)) {
                return Optional.of(program.toString());
            }
        }
        return Optional.empty();
    }

    private static boolean runnable(Path path) {
        return Files.isRegularFile(path) && Files.isExecutable(path);
    }

    private static CompletableFuture<String> read(InputStream in) {
        return CompletableFuture.supplyAsync(() -> all(in), Thread::startVirtualThread);
    }

    private static String all(InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
