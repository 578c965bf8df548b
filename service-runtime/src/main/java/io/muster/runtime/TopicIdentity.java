package io.muster.runtime;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Notices topics that were deleted and made anew. A reader's offsets may well exist in the new topic, and it would go
 * on in the middle of it without an error.
 */
final class TopicIdentity {

    private final Admin admin;
    private final List<String> topics;
    private @Nullable Map<String, Uuid> known;
    private @Nullable KafkaFuture<Map<String, TopicDescription>> asked;

    TopicIdentity(Admin admin, List<String> topics) {
        this.admin = admin;
        this.topics = topics;
    }

    /** Whether a topic is another than at the first call, by the answer to the question that the last call asked. */
    boolean changed() {
        KafkaFuture<Map<String, TopicDescription>> answer = asked;
        if (answer != null && !answer.isDone()) {
            return false;
        }
        asked = admin.describeTopics(topics).allTopicNames();
        // A broker that does not answer, or a topic that is just not there, says nothing about what comes after.
        if (answer == null || answer.isCompletedExceptionally()) {
            return false;
        }
        Map<String, Uuid> present = answer.toCompletionStage().toCompletableFuture().join().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, topic -> topic.getValue().topicId()));
        if (known == null) {
            known = present;
        }
        return !known.equals(present);
    }
}
