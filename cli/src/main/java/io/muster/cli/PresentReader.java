package io.muster.cli;

import io.muster.audit.LogRecord;
import io.muster.audit.Present;
import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
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
        return read(reader::partitions);
    }

    /** What is said of one namespace, and all meshes. */
    Present of(String namespace) {
        return read(topic -> topic.equals(reader.topics().meshes())
                ? reader.partitions(topic)
                : reader.partitionOf(topic, namespace));
    }

    /** The events that made meshes and members what they are. */
    static Collection<Event> events(Present present) {
        List<Event> events = new ArrayList<>(present.meshes().values());
        events.addAll(present.members().values());
        return events;
    }

    /** In one go: a topic at a time would be as many round trips again for each. */
    private Present read(Function<String, List<TopicPartition>> wanted) {
        Topics topics = reader.topics();
        if (reader.partitions(topics.members()).isEmpty()) {
            throw KafkaOptions.nothingThere(reader, topics.members());
        }
        List<TopicPartition> partitions = new ArrayList<>();
        Stream.concat(Stream.of(topics.members(), topics.meshes()),
                Arrays.stream(Concern.values()).map(topics::outcomes))
                .forEach(topic -> partitions.addAll(wanted.apply(topic)));
        Map<String, Map<String, LogRecord>> last = new HashMap<>();
        reader.each(reader.stretch(partitions, null, null), record -> last
                .computeIfAbsent(record.message().topic(), _ -> new HashMap<>()).put(record.key(), record));
        Present present = new Present();
        present.members(last.getOrDefault(topics.members(), Map.of()));
        present.meshes(last.getOrDefault(topics.meshes(), Map.of()));
        for (Concern concern : Concern.values()) {
            Map<String, LogRecord> outcomes = last.getOrDefault(topics.outcomes(concern), Map.of());
            if (!outcomes.isEmpty() || isPublished(topics.outcomes(concern))) {
                present.outcomes(concern, outcomes);
            }
        }
        return present;
    }

    /** A concern of which nothing was ever published has no service here. */
    private boolean isPublished(String topic) {
        return reader.stretch(reader.partitions(topic), null, null).ends().values().stream().anyMatch(end -> end > 0);
    }
}
