package io.muster.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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

    @Test
    void isWhatTheListForInstallersSays() throws Exception {
        JsonMapper json = JsonMapper.builder().build();
        JsonNode list;
        try (InputStream stream = Objects.requireNonNull(Topics.class.getResourceAsStream("/topics.json"))) {
            list = json.readTree(stream);
        }
        Topics topics = new Topics("other", list.path("partitions").asInt());

        List<Topics.Spec> listed = new ArrayList<>();
        for (JsonNode topic : list.path("topics")) {
            listed.add(new Topics.Spec("other." + topic.path("name").asString(),
                    topic.path("keyed").asBoolean() ? topics.partitions() : 1,
                    json.convertValue(topic.path("config"), new TypeReference<Map<String, String>>() {})));
        }

        assertThat(topics.partitions()).isEqualTo(Topics.DEFAULT_PARTITIONS);
        assertThat(listed).containsExactlyElementsOf(topics.all());
    }
}
