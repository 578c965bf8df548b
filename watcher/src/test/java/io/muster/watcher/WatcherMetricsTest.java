package io.muster.watcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WatcherMetricsTest {

    @Test
    void everyMetricOfTheReadmeIsThere() throws IOException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        WatcherMetrics metrics = new WatcherMetrics(registry);
        metrics.queue(() -> 0);
        metrics.unguarded(() -> 0);
        Scene scene = new Scene();
        scene.controlPlane("cp");
        metrics.published(scene.publish());
        List<String> documented = Pattern.compile("`(muster_watcher_[a-z_]+)").matcher(
                Files.readString(Path.of("README.md"))).results().map(MatchResult::group)
                .map(name -> name.substring(1)).toList();
        assertThat(documented).hasSizeGreaterThan(8);
        assertThat(registry.scrape()).contains(documented);
    }
}
