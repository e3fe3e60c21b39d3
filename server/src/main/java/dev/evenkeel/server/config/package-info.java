/**
 * The configuration: one YAML file becomes immutable records, checked once and as a whole.
 *
 * <p>A new section is one record with its own {@code static X from(Section section)} and one line in {@link
 * dev.evenkeel.server.config.EvenkeelConfig#from}; unknown keys, the environment, {@code --set} and {@code
 * check-config} then work for it.
 */
package dev.evenkeel.server.config;
