package dev.evenkeel.server.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A process of its own that opens many connections and holds them: one process has not enough files for both sides. */
final class IdleConnections {
    private IdleConnections() {}

    /** @param arguments the port and how many connections; says "open" when they are, and ends with its input */
    public static void main(String[] arguments) throws IOException {
        List<Socket> open = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            open.add(new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])));
        }
        System.out.println("open");
        while (System.in.read() >= 0) {}
        for (Socket socket : open) {
            socket.close();
        }
    }
}
