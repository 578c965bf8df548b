package io.muster.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * What a service does on the broker. A service that runs with another's credentials would see all topics, and only much
 * later, in the middle of its work, be refused one thing after the other.
 *
 * @param group
 *            its consumer group
 * @param reads
 *            names of topics
 * @param writes
 *            names of topics
 */
public record BrokerRights(String group, List<String> reads, List<String> writes) {

    private static final Map<AclOperation, String> NAMES = Map.of(AclOperation.READ, "Read", AclOperation.WRITE,
            "Write");

    public BrokerRights {
        reads = List.copyOf(reads);
        writes = List.copyOf(writes);
    }

    /**
     * Asks the broker whether it lets this service do all that. A broker that does not tell is believed to.
     *
     * @throws StartFailure
     *             with everything that it does not let it do
     */
    public void check(Admin admin, CommonSettings settings) {
        List<String> missing = new ArrayList<>(topicsMissing(admin, settings));
        if (!mayUseGroup(admin, settings)) {
            missing.add("Read and Describe on group " + group);
        }
        if (!missing.isEmpty()) {
            throw new StartFailure(ExitCode.KAFKA, missing.stream().collect(Collectors.joining("\n  ",
                    ("the broker at %s does not let this service do its work. Either it runs with another service's"
                            + " credentials, or these ACLs are missing for its own:%n  ")
                            .formatted(settings.bootstrapServers()),
                    "")));
        }
    }

    private List<String> topicsMissing(Admin admin, CommonSettings settings) {
        Set<String> names = new TreeSet<>(reads);
        names.addAll(writes);
        long timeout = settings.startTimeout().toMillis();
        Map<String, TopicDescription> topics = TopicCheck.call(settings, settings.startTimeout(), () -> admin
                .describeTopics(names, new DescribeTopicsOptions().includeAuthorizedOperations(true)).allTopicNames()
                .get(timeout, TimeUnit.MILLISECONDS));
        List<String> missing = new ArrayList<>();
        for (String name : names) {
            Set<AclOperation> needed = EnumSet.noneOf(AclOperation.class);
            if (reads.contains(name)) {
                needed.add(AclOperation.READ);
            }
            if (writes.contains(name)) {
                needed.add(AclOperation.WRITE);
            }
            TopicDescription topic = topics.get(name);
            needed.removeAll(told(topic == null ? null : topic.authorizedOperations()));
            if (!needed.isEmpty()) {
                missing.add("%s on topic %s".formatted(
                        needed.stream().map(NAMES::get).collect(Collectors.joining(" and ")), name));
            }
        }
        return missing;
    }

    private static Set<AclOperation> told(@Nullable Set<AclOperation> operations) {
        return operations == null ? NAMES.keySet() : operations;
    }

    private boolean mayUseGroup(Admin admin, CommonSettings settings) {
        Duration timeout = settings.startTimeout();
        return TopicCheck.call(settings, timeout, () -> {
            try {
                ConsumerGroupDescription described = admin
                        .describeConsumerGroups(List.of(group),
                                new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                        .all().get(timeout.toMillis(), TimeUnit.MILLISECONDS).get(group);
                return told(described == null ? null : described.authorizedOperations()).contains(AclOperation.READ);
            } catch (ExecutionException e) {
                return switch (e.getCause()) {
                    // Nobody has joined it yet; that it may be asked about is all that can be told.
                    case GroupIdNotFoundException _ -> true;
                    case GroupAuthorizationException _ -> false;
                    case null, default -> throw e;
                };
            }
        });
    }
}
