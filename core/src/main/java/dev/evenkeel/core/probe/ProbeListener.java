package dev.evenkeel.core.probe;

import java.util.List;

/**
 * Hears of every run of every check. Called on the threads that run the checks, for one check in the order of its
 * runs: it must return at once and hand what takes time to a thread of its own.
 */
public interface ProbeListener {

    /**
     * A run ended.
     *
     * @param before what was believed before it
     * @param after what is believed now; differs in {@link Streak#state()} when the check went down or came back
     */
    void onResult(Check check, Result result, Streak before, Streak after);

    /** Slots passed without a run. */
    void onMissed(Check check, Missed missed);

    /** The check is not run any more: nobody wants to know of its target. What it said last counts no longer. */
    default void onRemoved(Check check) {}

    /** Hears nothing. */
    static ProbeListener none() {
        return all(List.of());
    }

    /** Tells several, in order. */
    static ProbeListener all(List<? extends ProbeListener> listeners) {
        List<ProbeListener> each = List.copyOf(listeners);
        return new ProbeListener() {
            @Override
            public void onResult(Check check, Result result, Streak before, Streak after) {
                for (ProbeListener listener : each) {
                    listener.onResult(check, result, before, after);
                }
            }

            @Override
            public void onMissed(Check check, Missed missed) {
                for (ProbeListener listener : each) {
                    listener.onMissed(check, missed);
                }
            }

            @Override
            public void onRemoved(Check check) {
                for (ProbeListener listener : each) {
                    listener.onRemoved(check);
                }
            }
        };
    }
}
