package io.muster.system.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Durations of the same thing done again and again. */
final class Sample {

    private final List<Duration> durations = new ArrayList<>();

    void add(Duration duration) {
        durations.add(duration);
    }

    Duration median() {
        return percentile(50);
    }

    /** The smallest duration that so many percent of all do not exceed. */
    Duration percentile(int percent) {
        List<Duration> sorted = new ArrayList<>(durations);
        Collections.sort(sorted);
        return sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * percent / 100.0) - 1));
    }

    Duration smallest() {
        return Collections.min(durations);
    }

    Duration largest() {
        return Collections.max(durations);
    }

    int size() {
        return durations.size();
    }
}
