package dev.evenkeel.server.gateway;

import dev.evenkeel.core.deployment.Violation;
import dev.evenkeel.server.config.ConfigException;
import dev.evenkeel.server.platform.http.Operations;
import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.platform.http.Request;
import dev.evenkeel.server.platform.http.Response;
import java.io.IOException;
import java.util.Map;

/** The operations under {@code /api/gateway}: what it does at the moment, and reading its routes again. */
public final class GatewayApi {
    private final Gateway gateway;
    private final Reload reload;

    /** Reads the configuration again. */
    @FunctionalInterface
    public interface Reload {
        /**
         * Brings it to all who can take it.
         *
         * @throws ConfigException with everything that is wrong with it
         * @throws IOException when something that it names can't be read
         */
        void now() throws ConfigException, IOException;
    }

    public GatewayApi(Gateway gateway, Reload reload) {
        this.gateway = gateway;
        this.reload = reload;
    }

    public void register(Operations operations) {
        operations
                .on("gatewayRoutes", request -> Response.json(200, gateway.routes()))
                .on("gatewayEndpoints", request -> Response.json(200, gateway.endpoints()))
                .on("gatewayReload", this::reload);
    }

    private Response reload(Request request) throws IOException {
        try {
            reload.now();
        } catch (ConfigException e) {
            throw new ProblemException(
                    422,
                    "Configuration refused",
                    "Everything stays as it was. " + String.join("; ", e.messages()),
                    e.messages().stream()
                            .map(message -> new Violation("", message))
                            .toList(),
                    Map.of(),
                    Map.of());
        }
        return Response.json(200, gateway.routes());
    }
}
