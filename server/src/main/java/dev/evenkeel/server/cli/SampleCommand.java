package dev.evenkeel.server.cli;

import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands that run a sample service until it is told to stop have in common: where it listens. */
@Command
abstract class SampleCommand implements Callable<Integer> {
    private static final int MOST_PORT = 65_535;

    final Io io;
    final StopSignal stop;

    @SuppressWarnings("NullAway.Init") // set by picocli before anything is called
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    SampleCommand(Io io, StopSignal stop) {
        this.io = io;
        this.stop = stop;
    }

    /** Where to listen. */
    final InetSocketAddress address(int port) {
        if (port < 0 || port > MOST_PORT) {
            throw wrong("--port " + port + ": write one from 0 to " + MOST_PORT);
        }
        var address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw wrong("--host " + host + ": there is no such host");
        }
        return address;
    }

    /** Where it listens, for who reads it. */
    final String url(int port) {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    final ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
