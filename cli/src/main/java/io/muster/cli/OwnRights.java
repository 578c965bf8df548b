package io.muster.cli;

import io.muster.events.Topics;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;

/** What the broker lets whoever runs a command do. */
final class OwnRights {

    private OwnRights() {}

    /** Which of the commands cannot do their work. */
    static Diagnosis of(Topics topics, Map<String, TopicDescription> descriptions, String servers) {
        List<String> unread = descriptions.entrySet().stream()
                .filter(each -> !may(each.getValue(), AclOperation.READ)).map(Map.Entry::getKey).sorted().toList();
        Set<String> denied = new LinkedHashSet<>();
        if (!may(descriptions.get(topics.requests()), AclOperation.WRITE)) {
            denied.add("write %s, as reconverge, confirm and retry do".formatted(topics.requests()));
        }
        if (!may(descriptions.get(topics.deadLetters()), AclOperation.WRITE)) {
            denied.add("write %s, as dead-letters drop and retry do".formatted(topics.deadLetters()));
        }
        if (!unread.isEmpty()) {
            return Diagnosis.warn("your ACLs", "you may not read " + String.join(", ", unread),
                    grant(servers, "Read", unread.getFirst()));
        }
        return denied.isEmpty()
                ? Diagnosis.ok("your ACLs", "you may read all topics and ask the services for something")
                : Diagnosis.warn("your ACLs", "you may read all topics, and not " + String.join(", nor ", denied),
                        grant(servers, "Write", topics.requests()));
    }

    /**
     * A broker that does not tell is believed to allow it; so is a topic that is not there, which is told of anyway.
     */
    private static boolean may(@Nullable TopicDescription topic, AclOperation operation) {
        return topic == null || topic.authorizedOperations() == null
                || topic.authorizedOperations().contains(operation);
    }

    /** The command with which an administrator of the broker grants it. */
    static String grant(String servers, String operation, String topic) {
        return "kafka-acls --bootstrap-server %s --add --allow-principal User:YOU --operation %s --topic %s"
                .formatted(servers, operation, topic);
    }
}
