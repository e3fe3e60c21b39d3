/**
 * Delivery metrics over a {@link dev.evenkeel.core.deployment.DeploymentTable}. Each says in its {@code DEFINITION}
 * what it counts, reports how many records it left out and why, and answers null, never 0, where there is no data.
 */
package dev.evenkeel.core.insight;
