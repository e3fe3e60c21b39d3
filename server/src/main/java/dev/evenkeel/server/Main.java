package dev.evenkeel.server;

/** Parses the arguments; the only place that exits. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(args.length);
    }
}
