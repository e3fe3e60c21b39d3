package dev.evenkeel.server.chaos.backend;

import dev.evenkeel.server.chaos.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Faults on order: {@code POST /faults?crash=hang}, for experiments that want theirs at a moment of their choice. */
final class Orders {
    private static final String WHAT_THERE_IS =
            "write crash=500, exit, hang or leak; fail=SHARE; latency=p50=…,p99=…; memory=MEBIBYTES or cut=5s";

    private final boolean allowed;
    private final Conduct conduct;
    private final Leak leak;
    private final Runnable broken;
    private final Consumer<Duration> cut;

    /**
     * @param broken is told when it has been broken
     * @param cut cuts the backend from the network for so long
     */
    Orders(boolean allowed, Conduct conduct, Leak leak, Runnable broken, Consumer<Duration> cut) {
        this.allowed = allowed;
        this.conduct = conduct;
        this.leak = leak;
        this.broken = broken;
        this.cut = cut;
    }

    boolean memoryFull() {
        return leak.full();
    }

    Answer take(Request request) {
        if (!allowed) {
            return Answer.error(403, "Faults are taken on order when it is started with --allow-faults.");
        }
        if (!request.method().equals("POST")) {
            return Answer.notAllowed("POST", "POST /faults?…: " + WHAT_THERE_IS);
        }
        try {
            List<Runnable> orders = new ArrayList<>();
            for (String order : request.query().split("&", -1)) {
                orders.add(read(order));
            }
            orders.forEach(Runnable::run);
            return new Answer(200, "{\"status\":" + Answer.quote(conduct.phase().label()) + "}");
        } catch (IllegalArgumentException e) {
            return Answer.error(400, String.valueOf(e.getMessage()));
        }
    }

    private Runnable read(String order) {
        int equals = order.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException(WHAT_THERE_IS);
        }
        String value = order.substring(equals + 1);
        return switch (order.substring(0, equals)) {
            case "crash" -> {
                Crash how = Crash.parse(value).getFirst();
                yield () -> {
                    conduct.breakNow(how);
                    broken.run();
                };
            }
            case "fail" -> {
                double share = Double.parseDouble(value);
                var _ = conduct.settings().withFail(share); // refused before anything happens
                yield () -> conduct.change(it -> it.withFail(share));
            }
            case "latency" -> {
                Latency latency = Latency.parse(value);
                yield () -> conduct.change(it -> it.withLatency(latency));
            }
            case "memory" -> {
                int mebibytes = Integer.parseUnsignedInt(value);
                yield () -> leak.grow(mebibytes);
            }
            case "cut" -> {
                Duration time = Latency.parse(value).p50();
                yield () -> cut.accept(time);
            }
            default -> throw new IllegalArgumentException(WHAT_THERE_IS);
        };
    }
}
