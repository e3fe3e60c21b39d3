package dev.evenkeel.server.platform.http;

/** Maps every exception to its answer; the only place that does. */
final class Problems {
    private Problems() {}
}
