package dev.evenkeel.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Timeouts come, not early, and soon after they are due, whatever was set, put off and called off around them. */
class TimeoutsTest {

    private static final class Alarm extends Timeout {
        private final CountDownLatch fired;
        private long wanted;
        private long firedAt;

        Alarm(CountDownLatch fired) {
            this.fired = fired;
        }

        @Override
        void onTimeout() {
            firedAt = System.nanoTime();
            fired.countDown();
        }
    }

    @Test
    void eachComesOnceAndInTime() throws Exception {
        var loop = new DefaultEventLoop();
        var random = new SplittableRandom(7);
        int kept = 2000;
        var fired = new CountDownLatch(kept);
        List<Alarm> alarms = new ArrayList<>();
        List<Alarm> cancelled = new ArrayList<>();
        loop.submit(() -> {
                    var timeouts = new Timeouts(loop);
                    for (int i = 0; i < kept; i++) {
                        var alarm = new Alarm(fired);
                        alarm.wanted = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(4000));
                        timeouts.set(alarm, alarm.wanted);
                        if (random.nextInt(3) == 0) {
                            // Put off, or brought forward.
                            alarm.wanted += TimeUnit.MILLISECONDS.toNanos(random.nextInt(600) - 300);
                            timeouts.set(alarm, alarm.wanted);
                        }
                        alarms.add(alarm);
                        var other = new Alarm(new CountDownLatch(1));
                        timeouts.set(other, alarm.wanted);
                        timeouts.cancel(other);
                        cancelled.add(other);
                    }
                })
                .get();
        assertThat(fired.await(10, TimeUnit.SECONDS)).isTrue();
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).get();
        assertThat(alarms).allSatisfy(alarm -> {
            assertThat(alarm.firedAt).isGreaterThanOrEqualTo(alarm.wanted);
            assertThat(alarm.firedAt - alarm.wanted).isLessThan(TimeUnit.MILLISECONDS.toNanos(500));
        });
        assertThat(cancelled).allMatch(alarm -> alarm.firedAt == 0);
    }
}
