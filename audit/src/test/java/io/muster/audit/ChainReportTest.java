package io.muster.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChainReportTest {

    private final Recorded log = new Recorded();
    private final ChainReport report = new ChainReport();

    private void verify(List<LogRecord> records) {
        records.forEach(report::add);
        report.endOfPartition();
    }

    @Test
    void aWholeLogHasNoBreak() {
        verify(List.of(log.joined("shop", "mesh-a"), log.mesh("mesh-a", "v2.5"),
                log.moved("shop", "mesh-a", "mesh-b")));

        assertThat(report.findings()).isEmpty();
        assertThat(report.events()).isEqualTo(3);
        assertThat(report.chains()).isEqualTo(2);
        assertThat(report.cut()).isZero();
    }

    @Test
    void namesTheRecordWhoseForerunnerIsMissing() {
        LogRecord joined = log.joined("shop", "mesh-a");
        log.moved("shop", "mesh-a", "mesh-b");
        LogRecord left = log.left("shop", "mesh-b", Recorded.at(1));
        verify(List.of(joined, left));

        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.record()).isEqualTo("log/0/2");
            assertThat(finding.kind()).isEqualTo("gap");
        });
    }

    @Test
    void aLogThatRetentionHasCutIsNotBroken() {
        log.joined("shop", "mesh-a");
        verify(List.of(log.moved("shop", "mesh-a", "mesh-b")));

        assertThat(report.findings()).isEmpty();
        assertThat(report.cut()).isEqualTo(1);
    }
}
