package dev.evenkeel.server.monitor.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.monitor.alert.Sender.NotSentException;
import dev.evenkeel.server.platform.json.Json;
import dev.evenkeel.testkit.ManualClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SmtpSenderTest {
    private final ManualClock clock = ManualClock.at("2026-11-19T10:00:00Z");

    /** A mail server that takes one message and remembers the lines. */
    private static final class Server implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final String toRecipient;
        private final Thread thread;

        Server(String toRecipient) throws IOException {
            this.toRecipient = toRecipient;
            thread = Thread.ofVirtual().start(this::serve);
        }

        private void serve() {
            try (Socket client = socket.accept()) {
                var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
                OutputStream out = client.getOutputStream();
                say(out, "220 test");
                boolean data = false;
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    lines.add(line);
                    if (data && !line.equals(".")) {
                        continue;
                    }
                    data = line.equals("DATA");
                    say(out, answer(line));
                }
            } catch (IOException e) {
                lines.add("broken: " + e.getMessage());
            }
        }

        private String answer(String line) {
            if (line.startsWith("EHLO")) {
                return "250-test\r\n250 8BITMIME";
            }
            if (line.startsWith("RCPT")) {
                return toRecipient;
            }
            return line.equals("DATA") ? "354 go on" : "250 ok";
        }

        private static void say(OutputStream out, String text) throws IOException {
            out.write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        @Override
        public void close() throws IOException {
            socket.close();
            try {
                // Until nobody accepts any more, the port takes connections.
                thread.join();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
        }
    }

    private SmtpSender sender(Server server, @Nullable String username) {
        return new SmtpSender(
                new SmtpSender.Settings(
                        "127.0.0.1",
                        server.socket.getLocalPort(),
                        "evenkeel@example.com",
                        List.of("ann@example.com", "bob@example.com"),
                        username,
                        null,
                        false,
                        Duration.ofSeconds(5)),
                clock);
    }

    private static JsonNode notice() throws IOException {
        return Json.parse("""
                {"status":"firing","receiver":"mail","commonLabels":{"alertname":"CheckDown","service":"café"},
                 "alerts":[{"status":"firing","annotations":{"summary":".status 500"},"startsAt":"2026-11-19T09:59:00Z"}]}
                """.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void deliversOneMessageToAll() throws Exception {
        try (var server = new Server("250 ok")) {
            sender(server, null).send(notice(), "mail-1");
            assertThat(server.lines)
                    .contains(
                            "MAIL FROM:<evenkeel@example.com>",
                            "RCPT TO:<ann@example.com>",
                            "RCPT TO:<bob@example.com>",
                            "Message-ID: <mail-1@evenkeel>",
                            "Date: Thu, 19 Nov 2026 10:00:00 GMT")
                    .anyMatch(line -> line.startsWith("Subject: =?utf-8?B?"));
            String body = server.lines.get(server.lines.indexOf("") + 1);
            assertThat(new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8))
                    .startsWith("firing: .status 500 (since 2026-11-19T09:59:00Z)");
        }
    }

    @Test
    void saysWhatMayWorkLaterAndWhatWont() throws Exception {
        try (var server = new Server("451 try later")) {
            assertThatThrownBy(() -> sender(server, null).send(notice(), "m"))
                    .isInstanceOfSatisfying(
                            NotSentException.class,
                            e -> assertThat(e.isLasting()).isFalse());
        }
        try (var server = new Server("550 no such user")) {
            assertThatThrownBy(() -> sender(server, null).send(notice(), "m"))
                    .hasMessage("answers 550 no such user")
                    .isInstanceOfSatisfying(
                            NotSentException.class,
                            e -> assertThat(e.isLasting()).isTrue());
        }
    }

    @Test
    void neverSendsAPasswordWithoutTls() throws Exception {
        try (var server = new Server("250 ok")) {
            assertThatThrownBy(() -> sender(server, "ann").send(notice(), "m")).hasMessageContaining("no STARTTLS");
            assertThat(server.lines).noneMatch(line -> line.startsWith("AUTH"));
        }
    }

    @Test
    void nobodyThereIsTriedAgain() throws Exception {
        var server = new Server("250 ok");
        server.close();
        assertThatThrownBy(() -> sender(server, null).send(notice(), "m"))
                .isInstanceOfSatisfying(
                        NotSentException.class, e -> assertThat(e.isLasting()).isFalse());
    }
}
