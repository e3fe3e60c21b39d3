package dev.evenkeel.server.registry;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes those who wait for something to happen. None is missed between looking and waiting: it is counted. */
final class Signal {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition given = lock.newCondition();
    private long count;
    private boolean over;

    void give() {
        lock.lock();
        try {
            count++;
            given.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Wakes all, now and from now on. */
    void end() {
        lock.lock();
        try {
            over = true;
            given.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isOver() {
        lock.lock();
        try {
            return over;
        } finally {
            lock.unlock();
        }
    }

    /** How often it was given; look at this before looking whether there is a reason to wait. */
    long count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it is given more often than {@code seen}, at most {@code nanos}. */
    void await(long seen, long nanos) throws InterruptedException {
        long left = nanos;
        if (!lock.tryLock(left, TimeUnit.NANOSECONDS)) {
            return;
        }
        try {
            while (count == seen && !over && left > 0) {
                left = given.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
