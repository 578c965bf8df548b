package io.muster.runtime;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** A service's meters. Every one carries the tag {@code service}. */
public final class Metrics implements AutoCloseable {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<AutoCloseable> binders = new ArrayList<>();

    public Metrics(String service) {
        registry.config().commonTags("service", service);
        new JvmMemoryMetrics().bindTo(registry);
        JvmGcMetrics gc = new JvmGcMetrics();
        gc.bindTo(registry);
        binders.add(gc);
        new ProcessorMetrics().bindTo(registry);
    }

    /** Where further meters are registered. */
    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /** Adds the Kafka client's own meters. */
    public void watch(Producer<byte[], byte[]> producer) {
        bind(new KafkaClientMetrics(producer));
    }

    /** Adds the Kafka client's own meters. */
    public void watch(Consumer<byte[], byte[]> consumer) {
        bind(new KafkaClientMetrics(consumer));
    }

    private synchronized void bind(KafkaClientMetrics kafka) {
        kafka.bindTo(registry);
        binders.add(kafka);
    }

    @Override
    public synchronized void close() {
        for (AutoCloseable binder : binders) {
            try {
                binder.close();
            } catch (Exception e) {
                throw new IllegalStateException("a meter binder does not close", e);
            }
        }
        registry.close();
    }
}
