package io.muster.runtime;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one task a key on virtual threads: never two at once for the same key, and however often a key is submitted
 * while it waits or runs, once more is enough, since the task looks at the present state.
 */
public final class KeyedWorkers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KeyedWorkers.class);

    private enum State {
        QUEUED, RUNNING, RUNNING_AND_DUE
    }

    private final Map<String, State> states = new ConcurrentHashMap<>();
    private final Map<String, ScheduledFuture<?>> delayed = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
    private final ScheduledThreadPoolExecutor timer;
    private final Consumer<String> task;
    private final Thread[] workers;

    /**
     * Starts the workers.
     *
     * @param name
     *            what their threads' names start with
     * @param concurrency
     *            how many keys are worked on at once
     * @param task
     *            what to do for a key; answers for its own failures
     */
    public KeyedWorkers(String name, int concurrency, Consumer<String> task) {
        this.task = task;
        this.timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name + "-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
        workers = new Thread[concurrency];
        for (int i = 0; i < concurrency; i++) {
            workers[i] = Thread.ofVirtual().name(name + "-" + i).start(this::work);
        }
    }

    /** Runs the key's task as soon as a worker is free. */
    public void submit(String key) {
        states.compute(key, (k, state) -> switch (state) {
            case null -> {
                queue.add(k);
                yield State.QUEUED;
            }
            case QUEUED -> State.QUEUED;
            case RUNNING, RUNNING_AND_DUE -> State.RUNNING_AND_DUE;
        });
    }

    /** Runs the key's task after a while, unless it runs before; of several delays the last one given counts. */
    public void submitAfter(String key, Duration delay) {
        ScheduledFuture<?> next = timer.schedule(() -> {
            delayed.remove(key);
            submit(key);
        }, delay.toNanos(), TimeUnit.NANOSECONDS);
        ScheduledFuture<?> replaced = delayed.put(key, next);
        if (replaced != null) {
            replaced.cancel(false);
        }
    }

    /** Waits until no task of these keys runs; false if the bound came first. */
    public boolean awaitIdle(Predicate<String> keys, Duration bound) throws InterruptedException {
        long deadline = System.nanoTime() + bound.toNanos();
        while (states.entrySet().stream().anyMatch(e -> e.getValue() != State.QUEUED && keys.test(e.getKey()))) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            if (!Pause.of(Duration.ofMillis(5))) {
                throw new InterruptedException("interrupted while tasks were under way");
            }
        }
        return true;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        for (Thread worker : workers) {
            worker.interrupt();
        }
        try {
            for (Thread worker : workers) {
                worker.join(Duration.ofSeconds(5));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        while (!Thread.currentThread().isInterrupted()) {
            String key;
            try {
                key = queue.take();
            } catch (InterruptedException e) {
                return;
            }
            states.put(key, State.RUNNING);
            ScheduledFuture<?> later = delayed.remove(key);
            if (later != null) {
                later.cancel(false);
            }
            try {
                task.accept(key);
            } catch (RuntimeException e) {
                // The task answers for every failure it can foresee; one it cannot must not stop the other keys.
                LOG.atError().addKeyValue("key", key).setCause(e)
                        .log("a fault in Muster: trying this key again in 10 s");
                submitAfter(key, Duration.ofSeconds(10));
            }
            states.compute(key, (k, state) -> {
                if (Objects.requireNonNull(state) == State.RUNNING) {
                    return null;
                }
                queue.add(k);
                return State.QUEUED;
            });
        }
    }
}
