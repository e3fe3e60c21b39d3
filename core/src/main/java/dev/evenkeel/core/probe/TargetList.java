package dev.evenkeel.core.probe;

import dev.evenkeel.core.endpoint.EndpointSource.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The targets of a source that is told them. Set by one thread at a time, read by all. */
public class TargetList implements TargetSource {
    private final String origin;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile List<Target> targets;

    /** @param targets those there are before the first {@link #set} */
    public TargetList(String origin, List<Target> targets) {
        this.origin = origin;
        this.targets = List.copyOf(targets);
    }

    /** There are these from now on; tells the listeners. */
    public final void set(List<Target> now) {
        targets = List.copyOf(now);
        listeners.forEach(Runnable::run);
    }

    @Override
    public final String origin() {
        return origin;
    }

    @Override
    public final List<Target> targets() {
        return targets;
    }

    @Override
    public final Subscription onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
