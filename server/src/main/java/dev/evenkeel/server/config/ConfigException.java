package dev.evenkeel.server.config;

import java.util.List;

/** The configuration can't be used. Carries everything that is wrong with it, each with its place and the remedy. */
public final class ConfigException extends Exception {
    private final List<String> messages;

    /** @param messages at least one, each a line as in {@code evenkeel.yaml:3:5: server.port: …} */
    public ConfigException(List<String> messages) {
        super(String.join("\n", messages));
        this.messages = List.copyOf(messages);
    }

    public List<String> messages() {
        return messages;
    }
}
