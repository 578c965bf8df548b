package io.muster.system.bench;

import java.util.function.Consumer;

/**
 * How a scenario is to be carried out.
 *
 * @param quick
 *            small sizes and few repetitions: whether it works, not how fast it is
 * @param progress
 *            told what is under way
 */
record Run(boolean quick, Consumer<String> progress) {

    int size(int full) {
        return quick ? Math.max(20, full / 25) : full;
    }

    int repetitions(int full) {
        return quick ? Math.min(full, 2) : full;
    }

    void say(String line) {
        progress.accept(line);
    }
}
