package io.muster.cli;

import io.muster.audit.Present;
import io.muster.events.Concern;
import io.muster.events.Topics;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** Reads how things stand. */
record PresentReader(TopicReader reader) {

    /**
     * All of it.
     *
     * @throws io.muster.runtime.StartFailure
     *             if there are no topics, or they cannot be read
     */
    Present all() {
        Topics topics = reader.topics();
        Present present = new Present();
        List<TopicPartition> members = reader.partitions(topics.members());
        if (members.isEmpty()) {
            throw KafkaOptions.nothingThere(reader, topics.members());
        }
        present.members(reader.last(members));
        present.meshes(reader.last(reader.partitions(topics.meshes())));
        for (Concern concern : Concern.values()) {
            outcomes(present, concern, reader.partitions(topics.outcomes(concern)));
        }
        return present;
    }

    /** What is said of one namespace, and all meshes. */
    Present of(String namespace) {
        Topics topics = reader.topics();
        Present present = new Present();
        List<TopicPartition> members = reader.partitionOf(topics.members(), namespace);
        if (members.isEmpty()) {
            throw KafkaOptions.nothingThere(reader, topics.members());
        }
        present.members(reader.last(members));
        present.meshes(reader.last(reader.partitions(topics.meshes())));
        for (Concern concern : Concern.values()) {
            outcomes(present, concern, reader.partitionOf(topics.outcomes(concern), namespace));
        }
        return present;
    }

    /** A concern of which nothing was ever published has no service here. */
    private void outcomes(Present present, Concern concern, List<TopicPartition> partitions) {
        Stretch all = reader.stretch(reader.partitions(reader.topics().outcomes(concern)), null, null);
        if (all.ends().values().stream().anyMatch(end -> end > 0)) {
            present.outcomes(concern, reader.last(partitions));
        }
    }
}
