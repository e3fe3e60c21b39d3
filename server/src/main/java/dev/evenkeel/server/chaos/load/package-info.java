/**
 * A load generator: {@link dev.evenkeel.server.chaos.load.LoadGenerator} sends what a {@link
 * dev.evenkeel.server.chaos.load.LoadPlan} says and counts it in a {@link dev.evenkeel.server.chaos.load.LoadResult}.
 *
 * <p>With {@link dev.evenkeel.server.chaos.load.Pace.Rate} requests have planned times that don't depend on answers, and
 * latency counts from the planned time: a service that stalls can't make the generator ask less and so look better
 * (coordinated omission; Gil Tene, How NOT to Measure Latency). With {@link
 * dev.evenkeel.server.chaos.load.Pace.Concurrency} each caller waits for its answer before it asks again, as {@code wrk}
 * does; that shows what a service can do, not what its callers would feel at a given rate.
 */
package dev.evenkeel.server.chaos.load;
