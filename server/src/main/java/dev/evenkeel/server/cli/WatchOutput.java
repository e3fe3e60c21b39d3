package dev.evenkeel.server.cli;

import dev.evenkeel.core.probe.Missed;
import dev.evenkeel.core.probe.Result;
import dev.evenkeel.server.monitor.ActionListener.Done;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** How {@code watch} shows what happens. Used by one thread. */
interface WatchOutput {
    void result(Result result);

    void action(Done done);

    void missed(Missed missed);

    /** Whether nobody reads it any more, so that there is nothing left to be done. */
    boolean closed();

    /** @param objective in percent; null when there is none */
    void summary(@Nullable BigDecimal objective);
}
