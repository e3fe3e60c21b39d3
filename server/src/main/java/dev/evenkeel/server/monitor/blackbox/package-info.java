/**
 * {@code GET /probe} as blackbox_exporter has it: its module file, its parameters, its metric names, so that an existing
 * Prometheus can point here unchanged (github.com/prometheus/blackbox_exporter, CONFIGURATION.md). A module that needs
 * what there isn't here is refused when it is asked for, with the reason; the rest of the file works.
 */
package dev.evenkeel.server.monitor.blackbox;
