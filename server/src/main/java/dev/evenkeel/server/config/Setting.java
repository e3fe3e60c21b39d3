package dev.evenkeel.server.config;

/**
 * One key that the configuration has, with what it is set to.
 *
 * @param path dotted, as in {@code server.port}
 * @param type what can be written there, for people
 * @param fallback the default as it would be written in YAML; {@code none} when there is none
 * @param value the value in force as it would be written in YAML, masked when it is secret
 * @param given whether a file, a variable or an option set it
 */
public record Setting(String path, String type, String fallback, String value, boolean given) {}
