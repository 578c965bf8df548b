package io.muster.system.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.system.bench.Finding.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FindingsTest {

    @Test
    void aRatioIsReachedUpToItsBound() {
        assertThat(Finding.times("m", Duration.ofMillis(1000), Duration.ofMillis(1500), 1.5).verdict())
                .isEqualTo(Verdict.PASS);
        Finding missed = Finding.times("m", Duration.ofMillis(1000), Duration.ofMillis(1510), 1.5);
        assertThat(missed.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(missed.ratio()).isEqualTo("1.51");
    }

    @Test
    void oneWriteTooManyIsAFailure() {
        assertThat(Finding.exactly("m", 0, 0).verdict()).isEqualTo(Verdict.PASS);
        assertThat(Finding.exactly("m", 1, 0).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void percentilesAreOfTheSortedSample() {
        Sample sample = new Sample();
        LongStream.rangeClosed(1, 100).map(i -> 101 - i).forEach(millis -> sample.add(Duration.ofMillis(millis)));

        assertThat(sample.median()).isEqualTo(Duration.ofMillis(50));
        assertThat(sample.percentile(99)).isEqualTo(Duration.ofMillis(99));
        assertThat(sample.largest()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void theTableIsMarkdownWithAlignedColumns() {
        List<String> lines = Table.of(List.of(Finding.within("one joins", Duration.ofMillis(12), Duration.ofMillis(30)),
                Finding.info("…", "", "a", "")));

        assertThat(lines).hasSize(4).allMatch(line -> line.length() == lines.getFirst().length());
        assertThat(lines.get(2)).isEqualTo("| one joins |       | 12.0 ms |       | < 30.0 ms | pass |");
    }

    @Test
    void aCounterIsSummedOverTheSeriesThatAreWanted() {
        String text = """
                # TYPE writes counter
                writes{verb="POST",resource="rolebindings"} 3
                writes{verb="PUT",resource="leases"} 100
                writes{verb="PUT",resource="rolebindings"} 1e+02
                writes_other{verb="POST",resource="rolebindings"} 7
                """;

        assertThat(Meters.sum(text, "writes", labels -> "rolebindings".equals(labels.get("resource")))).isEqualTo(103);
    }
}
