package io.muster.cli;

import io.muster.events.Concern;
import io.muster.runtime.CommonSettings;
import io.muster.runtime.KafkaClients;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How many changes of members each service's group has not taken yet; asked for beside the reading. */
final class Lag implements AutoCloseable {

    private final CommonSettings settings;
    private final CompletableFuture<Map<Concern, Map<TopicPartition, OffsetAndMetadata>>> committed;

    private Lag(CommonSettings settings) {
        this.settings = settings;
        this.committed = new CompletableFuture<>();
    }

    static Lag begin(KafkaOptions kafka, Surroundings surroundings) {
        Lag lag = new Lag(kafka.settings(surroundings));
        Thread.ofPlatform().daemon().name("muster-lag").start(lag::ask);
        return lag;
    }

    private void ask() {
        Map<Concern, Map<TopicPartition, OffsetAndMetadata>> found = new EnumMap<>(Concern.class);
        try (Admin admin = new KafkaClients(settings, "cli").admin()) {
            Map<String, ListConsumerGroupOffsetsSpec> groups = new HashMap<>();
            for (Concern concern : Concern.values()) {
                groups.put(group(concern), new ListConsumerGroupOffsetsSpec());
            }
            var asked = admin.listConsumerGroupOffsets(groups);
            for (Concern concern : Concern.values()) {
                found.put(concern, asked.partitionsToOffsetAndMetadata(group(concern))
                        .get(settings.startTimeout().toMillis(), TimeUnit.MILLISECONDS));
            }
            committed.complete(found);
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            committed.completeExceptionally(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            committed.completeExceptionally(e);
        }
    }

    private String group(Concern concern) {
        return new KafkaClients(settings, concern.id() + "-service").group();
    }

    /** By concern; nothing where the broker does not tell, which is no reason not to show the rest. */
    Map<Concern, Long> of(Collection<Concern> concerns, TopicReader reader) {
        Map<Concern, Long> lag = new EnumMap<>(Concern.class);
        try {
            var found = committed.get(settings.startTimeout().toMillis(), TimeUnit.MILLISECONDS);
            Map<TopicPartition, Long> ends = reader
                    .stretch(reader.partitions(reader.topics().members()), null, null).ends();
            for (Concern concern : concerns) {
                Map<TopicPartition, OffsetAndMetadata> offsets = found.getOrDefault(concern, Map.of());
                lag.put(concern, ends.entrySet().stream().mapToLong(end -> {
                    OffsetAndMetadata offset = offsets.get(end.getKey());
                    return Math.max(0, end.getValue() - (offset == null ? 0 : offset.offset()));
                }).sum());
            }
        } catch (ExecutionException | TimeoutException e) {
            return lag;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return lag;
    }

    @Override
    public void close() {
        committed.cancel(false);
    }
}
