package dev.evenkeel.server.platform.ops;

import dev.evenkeel.server.platform.contract.Contract;
import dev.evenkeel.server.platform.http.Operations;
import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.platform.http.Request;
import dev.evenkeel.server.platform.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** {@code /}, {@code /openapi.yaml}, and {@code /docs}: Swagger UI from the program itself, nothing from the network. */
public final class DocsApi {
    private static final String WEBJAR = "/META-INF/resources/webjars/swagger-ui/5.31.0/";
    private static final String OWN = "/docs/";

    /** Swagger UI sets styles inline and draws icons from data URLs; scripts come from this server only. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'";

    private static final Map<String, Asset> ASSETS = Map.of(
            "swagger-ui.css", new Asset(WEBJAR, "text/css; charset=utf-8"),
            "swagger-ui-bundle.js", new Asset(WEBJAR, "text/javascript; charset=utf-8"),
            "favicon-32x32.png", new Asset(WEBJAR, "image/png"),
            "docs.js", new Asset(OWN, "text/javascript; charset=utf-8"));

    private final Contract contract;

    private record Asset(String folder, String contentType) {}

    public DocsApi(Contract contract) {
        this.contract = contract;
    }

    public void register(Operations operations) {
        operations
                .on("home", _ -> Response.empty(302).withHeader("Location", "/docs"))
                .on("openapi", this::document)
                .on("docs", this::page)
                .on("docsAsset", this::asset);
    }

    private Response document(Request request) {
        return Response.bytes(200, "application/yaml", contract.source());
    }

    private Response page(Request request) throws IOException {
        return secured(Response.bytes(200, "text/html; charset=utf-8", read(OWN + "index.html")));
    }

    private Response asset(Request request) throws IOException {
        String name = request.path("asset");
        Asset asset = ASSETS.get(name);
        if (asset == null) {
            throw ProblemException.notFound("The page has no part called " + name + ".");
        }
        return secured(Response.bytes(200, asset.contentType(), read(asset.folder() + name)))
                .withHeader("Cache-Control", "max-age=3600");
    }

    private static Response secured(Response response) {
        return response.withHeader("Content-Security-Policy", POLICY)
                .withHeader("Referrer-Policy", "no-referrer")
                .withHeader("X-Frame-Options", "DENY");
    }

    private static byte[] read(String resource) throws IOException {
        try (InputStream in = DocsApi.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the program");
            }
            return in.readAllBytes();
        }
    }
}
