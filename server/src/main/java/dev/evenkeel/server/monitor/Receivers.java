package dev.evenkeel.server.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenkeel.server.config.ReceiverConfig;
import dev.evenkeel.server.config.Secret;
import dev.evenkeel.server.monitor.alert.Bodies;
import dev.evenkeel.server.monitor.alert.HttpSender;
import dev.evenkeel.server.monitor.alert.Receiver;
import dev.evenkeel.server.monitor.alert.Sender;
import dev.evenkeel.server.monitor.alert.SmtpSender;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the receivers of alerts from their configuration. */
final class Receivers {
    private Receivers() {}

    /** @throws IOException when a template can't be used; the message says what there is to put in */
    static List<Receiver> of(List<ReceiverConfig> configs, HttpClient client, InstantSource clock) throws IOException {
        List<Receiver> receivers = new ArrayList<>();
        for (ReceiverConfig config : configs) {
            try {
                receivers.add(new Receiver(
                        config.name(), config.severities(), config.sendResolved(), sender(config, client, clock)));
            } catch (IllegalArgumentException e) {
                throw new IOException("monitor.alerts.receivers, " + config.name() + ": " + e.getMessage(), e);
            }
        }
        return receivers;
    }

    private static Sender sender(ReceiverConfig config, HttpClient client, InstantSource clock) {
        ReceiverConfig.Email email = config.email();
        if (email != null) {
            return new SmtpSender(
                    new SmtpSender.Settings(
                            email.host(),
                            email.port(),
                            email.from(),
                            email.to(),
                            email.username(),
                            text(email.password()),
                            email.requireTls(),
                            config.timeout()),
                    clock);
        }
        boolean json = config.contentType().contains("json");
        Function<JsonNode, String> body = switch (config.type()) {
            case WEBHOOK, EMAIL -> Bodies::webhook;
            case SLACK -> Bodies::slack;
            case HTTP -> Bodies.template(config.body(), json);
        };
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", config.contentType());
        config.headers().forEach((name, value) -> headers.put(name, value.value()));
        String secret = text(config.secretUrl());
        URI url = secret != null ? URI.create(secret) : config.url();
        if (url == null) {
            throw new IllegalArgumentException("url is needed");
        }
        return new HttpSender(client, url, config.method(), headers, config.timeout(), body);
    }

    private static @Nullable String text(@Nullable Secret secret) {
        return secret == null ? null : secret.value();
    }
}
