package dev.evenkeel.server.supervisor;

import dev.evenkeel.server.config.PortRange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Gives each replica a port that nothing else has. Confined to the loop. */
final class Ports {
    private final RandomGenerator random;
    private final Set<Integer> given = new HashSet<>();

    Ports(RandomGenerator random) {
        this.random = random;
    }

    /** Notes that a replica has it already. */
    void keep(int port) {
        given.add(port);
    }

    /**
     * A free port. In a large range the search begins anywhere, so that two supervisors on one machine rarely choose
     * the same; a few fixed ones are given in order.
     *
     * @return empty when all are taken
     */
    OptionalInt take(PortRange range) {
        int start = range.size() > 100 ? random.nextInt(range.size()) : 0;
        for (int i = 0; i < range.size(); i++) {
            int port = range.first() + (start + i) % range.size();
            if (!given.contains(port) && isFree(port)) {
                given.add(port);
                return OptionalInt.of(port);
            }
        }
        return OptionalInt.empty();
    }

    void release(int port) {
        given.remove(port);
    }

    /** Whether nothing on this machine listens there. */
    static boolean isFree(int port) {
        return canListen("127.0.0.1", port) && canListen("0.0.0.0", port);
    }

    private static boolean canListen(String address, int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
