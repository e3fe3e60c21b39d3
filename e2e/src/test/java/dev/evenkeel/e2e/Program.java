package dev.evenkeel.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** The real jar as a process of its own, used over HTTP. */
final class Program implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final Process process;
    private final Path log;
    final int port;

    private Program(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** Starts {@code evenkeel serve} in a folder and returns at once. */
    static Program launch(Path folder, int port, String... more) throws IOException {
        return launch(List.of(), folder, port, more);
    }

    private static Program launch(List<String> jvm, Path folder, int port, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of("serve", "--set", "server.port=" + port));
        words.addAll(List.of(more));
        return start(folder, port, command(jvm, words));
    }

    /** Starts {@code evenkeel sample status-server}, all of whose answers are 200 at first, and returns at once. */
    static Program launchStatusServer(Path folder, int port) throws IOException {
        return start(
                folder, port, command(List.of(), List.of("sample", "status-server", "--port", String.valueOf(port))));
    }

    /** Starts another program, which listens on this port, and returns at once. */
    static Program start(Path folder, int port, List<String> command) throws IOException {
        Path log = folder.resolve("process-" + port + ".log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new Program(process, log, port);
    }

    /** Starts {@code evenkeel serve} and waits until it is ready. */
    static Program serve(Path folder, int port, String... more) throws Exception {
        Program program = launch(folder, port, more);
        program.awaitReady();
        return program;
    }

    /** The same for one that won't run for long: it is ready with half the work, and never gets as fast. */
    static Program serveBriefly(Path folder, int port, String... more) throws Exception {
        Program program = launch(List.of("-XX:TieredStopAtLevel=1"), folder, port, more);
        program.awaitReady();
        return program;
    }

    /** Runs a command to its end. */
    static Outcome run(Path folder, String... words) throws Exception {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        Process process = new ProcessBuilder(command(List.of(), List.of(words)))
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new TimeoutException("still running after 120 s: " + String.join(" ", words));
        }
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    record Outcome(int exit, String out, String err) {}

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** The root of the checkout. */
    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("evenkeel")) ? here : here.getParent();
    }

    static Path jar() {
        Path jar = root().resolve("server/target/evenkeel.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing; run './evenkeel build' first");
        }
        return jar;
    }

    /** As {@code ./evenkeel} does it. */
    private static List<String> command(List<String> jvm, List<String> words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xms32m",
                "-XX:MaxRAMPercentage=50",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(jvm);
        command.addAll(List.of("-jar", jar().toString()));
        command.addAll(words);
        return command;
    }

    /** A sample as an application's command: one that starts fast, also where many are started at once. */
    static List<String> sample(String... words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xms8m",
                "-Xmx64m",
                "-jar",
                jar().toString(),
                "sample"));
        command.addAll(List.of(words));
        return command;
    }

    String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    void awaitReady() throws Exception {
        await("/health/ready");
    }

    /** Waits until a GET is answered with 200. */
    void await(String path) throws Exception {
        await(Duration.ofSeconds(30), () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("it ended with " + process.exitValue() + ":\n" + logText());
            }
            return status(path) == 200;
        });
    }

    /** The status of a GET, or -1 when there is no answer. */
    int status(String path) {
        try {
            return get(path).statusCode();
        } catch (IOException e) {
            return -1;
        }
    }

    HttpResponse<String> get(String path) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(url(path)))
                .timeout(Duration.ofSeconds(20))
                .build());
    }

    JsonNode json(String path) throws IOException {
        HttpResponse<String> response = get(path);
        if (response.statusCode() != 200) {
            throw new IOException(path + " answers " + response.statusCode() + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }

    HttpResponse<String> post(String path, String json) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(url(path)))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    String logText() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    long pid() {
        return process.pid();
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** {@code kill -TERM}, and waits for the end. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("still running 30 s after TERM:\n" + logText());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                stop();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Asks every 20 ms. */
    static void await(Duration atMost, BooleanSupplier condition) throws Exception {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new TimeoutException("not within " + atMost.toSeconds() + " s");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
