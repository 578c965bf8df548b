package io.muster.runtime;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Where partitions end. A consumer's own question goes over the connection on which its fetch waits at the broker for
 * up to half a second for something to come, and is read only after that; this one goes over a connection of its own.
 */
final class TopicEnds {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Admin admin;

    TopicEnds(Admin admin) {
        this.admin = admin;
    }

    /**
     * For each partition the offset after the last record that is committed.
     *
     * @throws KafkaException
     *             if the broker does not tell within ten seconds
     */
    Map<TopicPartition, Long> of(Collection<TopicPartition> partitions) {
        try {
            return admin.listOffsets(partitions.stream()
                    .collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.latest())),
                    new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("the broker did not say within 10 s where the topics end", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
