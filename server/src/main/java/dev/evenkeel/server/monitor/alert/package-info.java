/**
 * Alerts: what fires now, who is told what about it, and the notifications on their way. An alert is grouped with
 * others ({@link dev.evenkeel.server.monitor.alert.AlertBook}), written to a queue on disk
 * ({@link dev.evenkeel.server.monitor.alert.Deliveries}) and sent from there
 * ({@link dev.evenkeel.server.monitor.alert.Sender}).
 */
package dev.evenkeel.server.monitor.alert;
