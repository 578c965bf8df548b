package io.muster.member;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.muster.runtime.Backoff;
import io.muster.runtime.KeyedWorkers;
import io.muster.runtime.LogKeys;
import io.muster.runtime.ServiceContext;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after keys that are this instance's, one at a time each, as often as something about them changes: but never so
 * often that looking is all it does.
 */
final class Desk implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
    private static final Duration BLIND_RETRY = Duration.ofMillis(200);
    private static final Duration RELEASE_BOUND = Duration.ofSeconds(5);
    private static final Duration WORTH_A_REST = Duration.ofMillis(1);
    private static final Duration LONGEST_REST = Duration.ofSeconds(1);
    /** Rests so many times as long as the look took. */
    private static final int REST = 4;

    /** The work on one key. */
    interface Work {

        /**
         * Looks at a key and does what there is to do.
         *
         * @return how long until it is to be looked at again, if nothing happens before
         * @throws KubernetesClientException
         *             if the API server refuses a request: the key is tried again
         */
        Optional<Duration> on(String key) throws InterruptedException;
    }

    private final ServiceContext context;
    private final Supplier<Optional<String>> blind;
    private final Work work;
    private final KeyedWorkers workers;
    private final Backoff backoff;
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private final Map<String, Long> restUntil = new ConcurrentHashMap<>();

    /**
     * @param blind
     *            why nothing can be done for any key; empty if it can
     * @param retryLimit
     *            longest wait between two tries for a failing key
     */
    Desk(String name, int concurrency, ServiceContext context, Supplier<Optional<String>> blind, Duration retryLimit,
            Work work) {
        this.context = context;
        this.blind = blind;
        this.work = work;
        this.backoff = new Backoff(Duration.ofMillis(100), retryLimit);
        this.workers = new KeyedWorkers("muster-" + name, concurrency, this::process);
    }

    /** Something about the key may be another now. */
    void look(String key) {
        workers.submit(key);
    }

    /** Finishes what is under way for keys that become another instance's. */
    void releasing(Predicate<String> keys) {
        try {
            workers.awaitIdle(keys, RELEASE_BOUND);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        failures.keySet().removeIf(keys);
        restUntil.keySet().removeIf(keys);
    }

    private void rest(String key, long nanos) {
        if (nanos < WORTH_A_REST.toNanos()) {
            restUntil.remove(key);
        } else {
            restUntil.put(key, System.nanoTime() + Math.min(REST * nanos, LONGEST_REST.toNanos()));
        }
    }

    @Override
    public void close() {
        workers.close();
    }

    private void process(String key) {
        if (!context.mayAct(key)) {
            if (blind.get().isPresent()) {
                workers.submitAfter(key, BLIND_RETRY);
            }
            return;
        }
        long begin = System.nanoTime();
        long rest = restUntil.getOrDefault(key, begin) - begin;
        if (rest > 0) {
            workers.submitAfter(key, Duration.ofNanos(rest));
            return;
        }
        try {
            work.on(key).ifPresent(wait -> workers.submitAfter(key, wait));
            failures.remove(key);
            rest(key, System.nanoTime() - begin);
        } catch (KubernetesClientException e) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            int tries = failures.merge(key, 1, Integer::sum);
            Duration wait = backoff.after(tries, RandomGenerator.getDefault());
            // A conflict is somebody else's newer word, and nothing out of the ordinary.
            (e.getCode() == 409 ? LOG.atDebug() : LOG.atWarn()).addKeyValue(LogKeys.NAMESPACE, key)
                    .addKeyValue(LogKeys.REASON, e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage())
                    .log("the API server refused a write, trying again in {} ms", wait.toMillis());
            workers.submitAfter(key, wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
