package dev.evenkeel.server.chaos.load;

/**
 * One request to send.
 *
 * @param line what goes into the URL
 * @param planned when it should be sent, in {@link System#nanoTime}
 */
record Job(String line, long planned) {}
