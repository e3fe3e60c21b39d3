/**
 * A backend that crashes: it starts slowly, runs for a while, and then breaks until its process is started again.
 *
 * <p>{@link dev.evenkeel.server.chaos.backend.Life} is the rule: a pure function of the seed and of how long the process
 * has run. {@link dev.evenkeel.server.chaos.backend.ChaoticBackend} is the process around it. It is started thousands of
 * times, so it uses plain sockets and virtual threads and loads neither Netty nor a log library.
 */
package dev.evenkeel.server.chaos.backend;
