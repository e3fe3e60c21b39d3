package dev.evenkeel.server.gateway;

import java.util.ArrayList;
import java.util.List;

/** One request to the upstream on whose answer others wait, each on its own event loop. */
final class Fetch {
    private final String key;
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean led;
    private boolean over;

    Fetch(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    /** @return whether the caller is the one to ask the upstream */
    synchronized boolean lead() {
        boolean first = !led && !over;
        led = true;
        return first;
    }

    /** Has {@code wake} run when the answer is there, or at once when it is already. */
    void await(Runnable wake) {
        synchronized (this) {
            if (!over) {
                waiting.add(wake);
                return;
            }
        }
        wake.run();
    }

    void end() {
        List<Runnable> all;
        synchronized (this) {
            over = true;
            all = List.copyOf(waiting);
            waiting.clear();
        }
        all.forEach(Runnable::run);
    }
}
