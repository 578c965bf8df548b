package io.muster.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class TopicsTest {

    @Test
    void findsAKeyWhereTheDefaultPartitionerPutsIt() {
        for (int partitions : new int[]{1, 3, 24}) {
            Topics topics = new Topics("muster", partitions);
            IntStream.range(0, 1000).mapToObj(i -> "namespace-" + i).forEach(key -> assertThat(topics.partitionOf(key))
                    .isEqualTo(BuiltInPartitioner.partitionForKey(key.getBytes(UTF_8), partitions)));
        }
    }

    @Test
    void putsEveryKeyedTopicOnTheSameNumberOfPartitions() {
        Topics topics = Topics.defaults();

        assertThat(topics.all()).filteredOn(spec -> !spec.name().equals(topics.requests()))
                .extracting(Topics.Spec::partitions).containsOnly(topics.partitions());
    }
}
