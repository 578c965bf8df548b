package io.muster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.runtime.WritesUnderWay.Told;
import org.junit.jupiter.api.Test;

class WritesUnderWayTest {

    private final WritesUnderWay<String> writes = new WritesUnderWay<>();

    @Test
    void keepsWhatIsToldOfAnObjectWhileItIsWritten() {
        writes.begin("a/b");

        assertThat(writes.keep("a/b", new Told<>(null, "1"))).isTrue();
        assertThat(writes.keep("a/b", new Told<>("1", "2"))).isTrue();

        assertThat(writes.end("a/b")).containsExactly(new Told<>(null, "1"), new Told<>("1", "2"));
    }

    @Test
    void keepsNothingOfOthersNorAfterwards() {
        writes.begin("a/b");

        assertThat(writes.keep("a/c", new Told<>(null, "1"))).isFalse();
        assertThat(writes.end("a/b")).isEmpty();
        assertThat(writes.keep("a/b", new Told<>(null, "1"))).isFalse();
    }
}
