/**
 * The reverse proxy. One request in four classes: {@link dev.evenkeel.server.gateway.GatewayHandler} →
 * {@link dev.evenkeel.server.gateway.RouteTable} → {@link dev.evenkeel.server.gateway.Exchange} →
 * {@link dev.evenkeel.server.gateway.UpstreamPool}.
 *
 * <p>A caller's connection, its exchanges and their upstream connections live on one event loop; what loops share is
 * thread-safe and says so.
 */
package dev.evenkeel.server.gateway;
