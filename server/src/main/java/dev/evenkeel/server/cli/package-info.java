/**
 * The command line: one class a command, and what they share ({@link dev.evenkeel.server.cli.Io} for the streams, {@link
 * dev.evenkeel.server.cli.RegistryHttp} for the server, {@link dev.evenkeel.server.cli.Table} for the output).
 */
package dev.evenkeel.server.cli;
