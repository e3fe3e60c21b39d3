package dev.evenkeel.server.chaos.backend;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The sockets: one virtual thread a connection. Can be cut from the network and joined to it again. */
final class Listener implements AutoCloseable {
    private static final int BACKLOG = 512;
    private static final Duration RETRY = Duration.ofMillis(10);

    private final Service service;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private InetSocketAddress address;
    private @Nullable ServerSocket server;
    private volatile boolean stopping;

    Listener(InetSocketAddress address, Service service) {
        this.address = address;
        this.service = service;
    }

    /** @throws IOException when the address can't be listened on */
    synchronized void join() throws IOException {
        var bound = new ServerSocket();
        try {
            bound.setReuseAddress(true);
            bound.bind(address, BACKLOG);
        } catch (IOException e) {
            bound.close();
            throw new IOException(address.getHostString() + ":" + address.getPort() + ": " + e.getMessage(), e);
        }
        address = new InetSocketAddress(address.getHostString(), bound.getLocalPort());
        server = bound;
        Thread.ofVirtual().name("accept").start(() -> accept(bound));
    }

    synchronized int port() {
        return address.getPort();
    }

    /** Refuses connections from here on and drops those there are. */
    synchronized void cut() throws IOException {
        if (server != null) {
            server.close();
        }
        for (Socket socket : open) {
            try {
                socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (SocketException e) {
                // Its caller went at this moment, and it was closed for that.
                continue;
            }
            socket.close();
        }
    }

    private void accept(ServerSocket bound) {
        while (!bound.isClosed()) {
            try {
                Socket socket = bound.accept();
                open.add(socket);
                if (bound.isClosed() && !stopping) {
                    open.remove(socket);
                    socket.close(); // it was cut meanwhile, and knew nothing of this one
                    continue;
                }
                Thread.ofVirtual().start(() -> converse(socket));
            } catch (IOException e) {
                // Closed, which ends the loop; or out of file descriptors, which passes.
                LockSupport.parkNanos(RETRY.toNanos());
            }
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            boolean more = true;
            while (more) {
                Optional<Request> request = Request.read(in);
                more = request.isPresent() && answer(request.get(), socket, in);
            }
        } catch (IOException e) {
            // The caller went, or spoke no HTTP: the connection ends either way.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private boolean answer(Request request, Socket socket, BufferedInputStream in)
            throws IOException, InterruptedException {
        Optional<Answer> answer = service.answer(request);
        if (answer.isEmpty()) {
            in.transferTo(OutputStream.nullOutputStream()); // until the caller gives up
            return false;
        }
        boolean keepAlive = request.keepAlive() && !stopping;
        socket.getOutputStream().write(answer.get().bytes(!request.method().equals("HEAD"), keepAlive));
        return keepAlive;
    }

    /** Takes no more connections; those there are end with their answers. */
    @Override
    public synchronized void close() throws IOException {
        stopping = true;
        if (server != null) {
            server.close();
        }
    }
}
