/**
 * Chaos experiments in Chaos Toolkit's format: a hypothesis about the steady state, a method that disturbs it, rollbacks,
 * and a journal of what happened.
 *
 * <p>{@link dev.evenkeel.server.chaos.experiment.Experiment} is a checked document, {@link
 * dev.evenkeel.server.chaos.experiment.Runner} plays it, {@link dev.evenkeel.server.chaos.experiment.Provider} is where
 * its activities act: {@code http}, {@code process}, and {@code evenkeel} for faults in what the supervisor runs. There
 * is no Python in this program, so the provider {@code python} is refused before anything runs. Where this differs from
 * chaostoolkit-lib is told in docs/reference/chaos.md.
 */
package dev.evenkeel.server.chaos.experiment;
