package io.muster.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaistraVersionTest {

    @ParameterizedTest
    @CsvSource({"v2.5,2,5", "2.5,2,5", "2.5.1,2,5", "2.5.1-0+git,2,5", "v1.10.3,1,10", "' v2.0 ',2,0", "2.3-tech,2,3"})
    void readsTheMinorVersion(String text, int major, int minor) {
        assertThat(MaistraVersion.parse(text)).contains(new MaistraVersion(major, minor));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "v", "v2", "latest", "2.x", "2.5x", "-2.5", "v99999999999.1"})
    void whatIsNoVersionIsNone(String text) {
        assertThat(MaistraVersion.parse(text)).isEmpty();
    }

    @Test
    void ordersByNumberNotByText() {
        assertThat(new MaistraVersion(2, 10)).isGreaterThan(new MaistraVersion(2, 9));
        assertThat(new MaistraVersion(2, 3).isBelow(2, 4)).isTrue();
        assertThat(new MaistraVersion(2, 4).isBelow(2, 4)).isFalse();
        assertThat(new MaistraVersion(3, 0).isBelow(2, 4)).isFalse();
        assertThat(new MaistraVersion(2, 5)).hasToString("v2.5");
    }
}
