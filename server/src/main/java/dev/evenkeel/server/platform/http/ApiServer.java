package dev.evenkeel.server.platform.http;

import dev.evenkeel.server.platform.contract.Contract;
import dev.evenkeel.server.platform.telemetry.Metrics;
import dev.evenkeel.server.platform.telemetry.Traces;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.BindException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server: answers the operations of the {@link Contract} that have a handler.
 *
 * <p>One event loop does the sockets; each request runs on a virtual thread of its own. Life: register handlers, {@link
 * #start}, {@link #setReady}, {@link #close}.
 */
public final class ApiServer implements Operations, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final long START_SECONDS = 10;

    private final ServerSettings settings;
    private final Contract contract;
    private final Authorizer authorizer;
    private final Metrics metrics;
    private final Traces traces;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Map<String, Handler> handlers = new HashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ConnectionGuard guard;
    private volatile boolean ready;
    private @Nullable Running running;

    private record Running(Vertx vertx, HttpServer server, Dispatcher dispatcher) {}

    /**
     * @param clock for the {@code Date} header
     * @param random for request and trace ids; used by one thread at a time
     */
    public ApiServer(
            ServerSettings settings,
            Contract contract,
            Authorizer authorizer,
            Metrics metrics,
            Traces traces,
            InstantSource clock,
            RandomGenerator random) {
        this.settings = settings;
        this.contract = contract;
        this.authorizer = authorizer;
        this.metrics = metrics;
        this.traces = traces;
        this.clock = clock;
        this.random = random;
        this.guard = new ConnectionGuard(settings);
    }

    @Override
    public Operations on(String operationId, Handler handler) {
        if (contract.operation(operationId).isEmpty()) {
            throw new IllegalArgumentException("the document has no operation " + operationId);
        }
        if (running != null) {
            throw new IllegalStateException("the server has started");
        }
        if (handlers.putIfAbsent(operationId, handler) != null) {
            throw new IllegalArgumentException(operationId + " has a handler already");
        }
        return this;
    }

    /**
     * Binds the port and answers from then on.
     *
     * @throws IOException when the address can't be bound; the message says what to do
     */
    public void start() throws IOException {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        var routes = new RouteTable(contract.operations());
        var api = new Exchange.Api(routes, Map.copyOf(handlers), authorizer, settings.maxBodyBytes());
        var dispatcher = new Dispatcher(vertx, settings, api, guard, threads, metrics, traces, clock, random);
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                        .setHttp2ClearTextEnabled(false)
                        .setMaxInitialLineLength(settings.maxHeaderBytes())
                        .setMaxHeaderSize(settings.maxHeaderBytes())
                        .setMaxChunkSize(32 << 10)
                        .setTcpNoDelay(true))
                .connectionHandler(guard::opened)
                .requestHandler(dispatcher::handle)
                .invalidRequestHandler(dispatcher::refuse);
        try {
            await(server.listen(settings.port(), settings.host()));
        } catch (IOException e) {
            vertx.close().onFailure(failure -> LOG.debug("closing after a failed start", failure));
            throw e;
        }
        vertx.setPeriodic(guard.interval().toMillis(), _ -> guard.sweep());
        metrics.gauge("evenkeel.http.connections", "Open connections.", guard::count);
        metrics.gauge("evenkeel.http.requests.in.flight", "Requests being answered.", dispatcher::inFlight);
        running = new Running(vertx, server, dispatcher);
    }

    /** The port that is bound, also when the settings left the choice open. */
    public int port() {
        return running().server().actualPort();
    }

    /** Whether requests should be sent here; {@code /health/ready} tells load balancers. */
    public boolean isReady() {
        return ready;
    }

    /** Said once everything that requests need is there. */
    public void setReady(boolean ready) {
        this.ready = ready;
    }

    /**
     * Stops: not ready any more, no new connections, requests under way are finished up to the shutdown timeout, then
     * cut off.
     */
    @Override
    public void close() {
        ready = false;
        Running stopping = running;
        running = null;
        if (stopping == null) {
            threads.shutdownNow();
            return;
        }
        stopping.dispatcher().startClosing();
        long millis = settings.shutdownTimeout().toMillis();
        waitFor(stopping.server().shutdown(millis, TimeUnit.MILLISECONDS), millis + 1_000);
        threads.shutdownNow();
        waitFor(stopping.vertx().close(), 5_000);
    }

    private Running running() {
        if (running == null) {
            throw new IllegalStateException("the server isn't running");
        }
        return running;
    }

    private void await(io.vertx.core.Future<?> listening) throws IOException {
        String address = settings.host() + ":" + settings.port();
        try {
            listening.await(START_SECONDS, TimeUnit.SECONDS);
        } catch (Throwable e) {
            throw new IOException(bindMessage(address, e), e);
        }
    }

    private static String bindMessage(String address, Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof BindException && message.contains("in use")) {
            return address + " is taken by another program; stop that one or choose another port with"
                    + " --set server.port=PORT (0 takes a free one)";
        }
        return "can't listen on " + address + ": " + message;
    }

    private static void waitFor(io.vertx.core.Future<?> future, long millis) {
        Future<?> done = future.toCompletionStage().toCompletableFuture();
        try {
            done.get(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | CompletionException e) {
            LOG.warn("the HTTP server didn't stop in order", e);
        }
    }
}
