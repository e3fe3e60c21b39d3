package dev.evenkeel.server.monitor.alert;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends notices as e-mail: SMTP (RFC 5321) with STARTTLS (RFC 3207) where the server offers it, and a login (RFC 4954)
 * where one is set. The identity is the {@code Message-ID}, by which mail programs see a repetition.
 */
public final class SmtpSender implements Sender {
    /**
     * @param username null for none; the password is never sent without TLS
     * @param requireTls whether to refuse a server that doesn't offer it
     */
    public record Settings(
            String host,
            int port,
            String from,
            List<String> to,
            @Nullable String username,
            @Nullable String password,
            boolean requireTls,
            Duration timeout) {}

    private final Settings settings;
    private final InstantSource clock;

    public SmtpSender(Settings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public void send(JsonNode notice, String identity) throws NotSentException {
        try (var plain = new Socket()) {
            int millis = Math.toIntExact(settings.timeout().toMillis());
            plain.connect(new InetSocketAddress(settings.host(), settings.port()), millis);
            plain.setSoTimeout(millis);
            var session = new Session(plain);
            session.expect(220);
            String offers = session.ask("EHLO evenkeel.local", 250);
            boolean tls = offers.toUpperCase(Locale.ROOT).contains("STARTTLS");
            if (!tls && (settings.requireTls() || settings.username() != null)) {
                throw new NotSentException("offers no STARTTLS, and nothing is sent without it", true);
            }
            if (tls) {
                session.ask("STARTTLS", 220);
                session = new Session(secure(plain));
                session.ask("EHLO evenkeel.local", 250);
            }
            deliver(session, notice, identity);
        } catch (IOException e) {
            throw new NotSentException("can't be reached: " + e.getMessage(), false);
        }
    }

    private void deliver(Session session, JsonNode notice, String identity) throws IOException, NotSentException {
        String username = settings.username();
        if (username != null) {
            String login = "\0" + username + "\0" + (settings.password() == null ? "" : settings.password());
            session.ask(
                    "AUTH PLAIN " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)), 235);
        }
        session.ask("MAIL FROM:<" + settings.from() + ">", 250);
        for (String to : settings.to()) {
            session.ask("RCPT TO:<" + to + ">", 250);
        }
        session.ask("DATA", 354);
        session.write(message(notice, identity));
        session.ask(".", 250);
        session.write("QUIT\r\n");
    }

    private String message(JsonNode notice, String identity) {
        String date =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC));
        // Base64 has no line that begins with a dot, and none that is too long.
        String body = Base64.getMimeEncoder(76, new byte[] {'\r', '\n'})
                .encodeToString(Notice.lines(notice).getBytes(StandardCharsets.UTF_8));
        return "From: " + settings.from() + "\r\n"
                + "To: " + String.join(", ", settings.to()) + "\r\n"
                + "Date: " + date + "\r\n"
                + "Subject: " + encoded(Notice.title(notice)) + "\r\n"
                + "Message-ID: <" + identity + "@evenkeel>\r\n"
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: base64\r\n"
                + "\r\n"
                + body
                + "\r\n";
    }

    /** As RFC 2047 has it where it is not plain ASCII; in any case on one line. */
    private static String encoded(String subject) {
        String line = subject.replaceAll("\\p{Cntrl}", " ");
        boolean plain = line.chars().allMatch(c -> c < 127);
        return plain
                ? line
                : "=?utf-8?B?" + Base64.getEncoder().encodeToString(line.getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    private SSLSocket secure(Socket plain) throws IOException {
        var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        var socket = (SSLSocket) factory.createSocket(plain, settings.host(), settings.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** The lines that go to and fro. */
    private static final class Session {
        private final BufferedReader in;
        private final OutputStream out;

        Session(Socket socket) throws IOException {
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            out = socket.getOutputStream();
        }

        void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        String ask(String command, int expected) throws IOException, NotSentException {
            write(command + "\r\n");
            return expect(expected);
        }

        /** The whole answer; several lines have a dash behind the code but for the last. */
        String expect(int expected) throws IOException, NotSentException {
            var answer = new StringBuilder();
            String line;
            do {
                line = in.readLine();
                if (line == null || line.length() < 3) {
                    throw new IOException("the server hung up");
                }
                answer.append(line).append('\n');
            } while (line.length() > 3 && line.charAt(3) == '-');
            if (!line.startsWith(Integer.toString(expected))) {
                // 4yz may be better later, 5yz will not (RFC 5321, section 4.2.1).
                throw new NotSentException("answers " + line, line.charAt(0) == '5');
            }
            return answer.toString();
        }
    }
}
