package dev.evenkeel.server.chaos.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * One run of a plan. Requests that are due wait in one queue for a connection: a free one, or a new one as long as there
 * are fewer than the plan allows. All of it belongs to one event loop, except for {@link #pace}, which keeps the time.
 */
final class LoadRun implements LoadConnection.Owner {
    private final LoadPlan plan;
    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final Optional<SslContext> tls;
    private final Recorder recorder = new Recorder();
    private final Deque<Job> due = new ArrayDeque<>();
    private final Deque<LoadConnection> free = new ArrayDeque<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private final long start = System.nanoTime();
    private final long end;
    private int connections;
    private long issued;
    private long completed;
    private boolean allIssued;
    private long lastAnswer = start;

    /** @param bootstrap for channels on the loop, with the address of the target */
    LoadRun(LoadPlan plan, EventLoop loop, Bootstrap bootstrap, Optional<SslContext> tls) {
        this.plan = plan;
        this.loop = loop;
        this.bootstrap = bootstrap;
        this.tls = tls;
        this.end = plan.duration().map(it -> start + it.toNanos()).orElse(start + Long.MAX_VALUE / 2);
    }

    /** Runs to the end; to be called once, from another thread than the loop's. */
    LoadResult await() throws InterruptedException {
        switch (plan.pace()) {
            case Pace.Concurrency callers ->
                loop.execute(() -> {
                    for (int i = 0; i < callers.connections(); i++) {
                        issueNext();
                    }
                    assign();
                    endWhenComplete(); // as when the time was up before the first request
                });
            case Pace.Rate rate -> pace(1e9 / rate.perSecond());
        }
        done.await();
        return recorder.result(completed, (lastAnswer - start) / 1e9);
    }

    /** Hands requests to the loop when they are due, on the thread that calls. */
    private void pace(double nanosBetween) throws InterruptedException {
        long n = 0;
        long planned = start;
        while (n < plan.count() && planned - end < 0) {
            long wait = planned - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(wait);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                continue;
            }
            var job = new Job(plan.line(n), planned);
            loop.execute(() -> {
                recorder.lag(System.nanoTime() - job.planned());
                issued++;
                due.add(job);
                assign();
            });
            n++;
            planned = start + (long) (n * nanosBetween);
        }
        loop.execute(() -> {
            allIssued = true;
            endWhenComplete();
        });
    }

    /** In the closed loop: the next request for the caller that has its answer. */
    private void issueNext() {
        long now = System.nanoTime();
        if (issued >= plan.count() || now - end >= 0) {
            allIssued = true;
        } else {
            due.add(new Job(plan.line(issued), now));
            issued++;
        }
    }

    private void assign() {
        while (!due.isEmpty()) {
            if (System.nanoTime() - due.element().planned() > plan.timeout().toNanos()) {
                due.remove();
                recorder.failed(Failure.NO_CONNECTION);
                completed();
            } else if (!free.isEmpty()) {
                free.pop().send(due.remove());
            } else if (connections < plan.pace().connections()) {
                connect(due.remove());
            } else {
                return;
            }
        }
    }

    private void connect(Job job) {
        connections++;
        var connection = new LoadConnection(plan, recorder, this);
        ChannelFuture connecting = bootstrap
                .clone()
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        tls.ifPresent(context -> channel.pipeline()
                                .addLast(context.newHandler(
                                        channel.alloc(),
                                        plan.url().host(),
                                        plan.url().port())));
                        channel.pipeline().addLast(new HttpClientCodec(), connection);
                    }
                })
                .connect();
        connecting.addListener(result -> {
            if (result.isSuccess()) {
                connection.send(job);
            } else {
                recorder.failed(Failure.of(result.cause()));
                completed();
                closed(connection);
            }
        });
    }

    @Override
    public void completed() {
        completed++;
        lastAnswer = System.nanoTime();
        if (plan.pace() instanceof Pace.Concurrency) {
            issueNext();
        }
        endWhenComplete();
    }

    @Override
    public void free(LoadConnection connection) {
        free.push(connection);
        assign();
    }

    @Override
    public void closed(LoadConnection connection) {
        connections--;
        free.remove(connection);
        assign();
    }

    private void endWhenComplete() {
        if (allIssued && completed == issued) {
            done.countDown();
        }
    }
}
