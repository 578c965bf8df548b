package io.muster.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeyedWorkersTest {

    private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();

    @Test
    void runsAKeyNeverTwiceAtOnceAndOnceMoreIfItBecameDueMeanwhile() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (KeyedWorkers workers = new KeyedWorkers("test", 4, key -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            awaitQuietly(release);
            count(key);
            atOnce.decrementAndGet();
        })) {
            workers.submit("a");
            await().until(() -> atOnce.get() == 1);
            for (int i = 0; i < 100; i++) {
                workers.submit("a");
            }
            release.countDown();
            await().until(() -> runs("a") == 2);
            assertThat(workers.awaitIdle(key -> true, Duration.ofSeconds(5))).isTrue();
            assertThat(runs("a")).isEqualTo(2);
            assertThat(most).hasValue(1);
        }
    }

    @Test
    void aKeyThatHangsHoldsUpNoOther() {
        CountDownLatch release = new CountDownLatch(1);
        try (KeyedWorkers workers = new KeyedWorkers("test", 2, key -> {
            if (key.equals("slow")) {
                awaitQuietly(release);
            }
            count(key);
        })) {
            workers.submit("slow");
            for (int i = 0; i < 50; i++) {
                workers.submit("k" + i);
            }
            await().until(() -> runs.size() == 50);
            assertThat(runs("slow")).isZero();
            release.countDown();
        }
    }

    @Test
    void aFaultInTheTaskStopsNoOtherKey() {
        try (KeyedWorkers workers = new KeyedWorkers("test", 1, key -> {
            count(key);
            if (key.equals("bad")) {
                throw new IllegalStateException("for the test");
            }
        })) {
            workers.submit("bad");
            workers.submit("good");
            await().until(() -> runs("good") == 1);
            assertThat(runs("bad")).isEqualTo(1);
        }
    }

    @Test
    void ofSeveralDelaysTheLastCountsAndARunBeforeItTakesItsPlace() {
        try (KeyedWorkers workers = new KeyedWorkers("test", 1, this::count)) {
            workers.submitAfter("a", Duration.ofHours(1));
            workers.submitAfter("a", Duration.ofMillis(1));
            await().until(() -> runs("a") == 1);
            workers.submitAfter("b", Duration.ofHours(1));
            workers.submit("b");
            await().until(() -> runs("b") == 1);
        }
    }

    private void count(String key) {
        runs.computeIfAbsent(key, k -> new AtomicInteger()).incrementAndGet();
    }

    private int runs(String key) {
        AtomicInteger count = runs.get(key);
        return count == null ? 0 : count.get();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
