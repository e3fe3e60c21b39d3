package dev.evenkeel.server.config;

/** A value that must not be seen in logs or output: its text form is masked. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
