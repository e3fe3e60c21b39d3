/**
 * Bad services to try things with: {@link dev.evenkeel.server.chaos.FlakyGeoip}, a GeoIP API that fails as often and in
 * the ways that one asks it to.
 *
 * <h2>What happens to a request</h2>
 *
 * {@link dev.evenkeel.server.chaos.GeoipService} checks the path, the token, the address and the rate limit. What
 * passes is one <em>attempt</em> for its address, and its fate, a {@link dev.evenkeel.server.chaos.Fault} or the answer,
 * and its latency are a pure function of the seed, the address and the number of the attempt. So a run with the same
 * seed meets the same failures for the same address in the same order, however many callers there are and in
 * whatever order the addresses come. (A fate by the number of the request would depend on who came first.) What the
 * rate limit refuses is no attempt: when it strikes depends on time.
 *
 * <h2>Adding a fault</h2>
 *
 * <ol>
 *   <li>Write a class beside {@link dev.evenkeel.server.chaos.Hang}: a record that implements
 *       {@link dev.evenkeel.server.chaos.Fault}. Its label is what {@code /stats} counts it by. In {@code strike} it
 *       does with the {@link dev.evenkeel.server.chaos.Reply} what the fault is about, and draws from the given source
 *       of randomness alone, so that runs repeat.
 *   <li>Name it in {@code permits} of {@code Fault}.
 *   <li>Give it a place in {@link dev.evenkeel.server.chaos.FaultPlan}: in the list that shares what is left of the
 *       failures, or, when a proxy can't always make good for it (as for {@link dev.evenkeel.server.chaos.Truncate}),
 *       with a share of its own that is 0 by default, an option of {@code FlakyGeoipCommand} and a member of
 *       {@code POST /admin/faults}.
 *   <li>Show it with a real socket in {@code FlakyGeoipTest}. Seeds drawn before the change keep their successes and
 *       failures, but not which failure it is.
 * </ol>
 */
package dev.evenkeel.server.chaos;
