package io.muster.cli;

import io.muster.events.Concern;
import io.muster.events.Topics;
import io.muster.runtime.BrokerRights;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What a broker's ACLs let services do, and others. Its superusers have no ACLs, and are not told of.
 *
 * @param acls
 *            all there are
 * @param servers
 *            addresses of the brokers, for the commands that mend
 */
record AclFindings(Collection<AclBinding> acls, Topics topics, String servers) {

    private static final String EVERYBODY = "User:*";

    /** Something that is needed. */
    private record Need(ResourceType type, String name, AclOperation operation) {}

    /** Who may write what only one service is to write. */
    List<Diagnosis> writers() {
        Map<String, String> owned = new LinkedHashMap<>();
        List.of(topics.members(), topics.meshes(), topics.log()).forEach(topic -> owned.put(topic, "the watcher"));
        for (Concern concern : Concern.values()) {
            owned.put(topics.outcomes(concern), concern.id() + "-service");
        }
        List<Diagnosis> all = new ArrayList<>();
        owned.forEach((topic, owner) -> {
            Set<String> writers = whoMay(new Need(ResourceType.TOPIC, topic, AclOperation.WRITE));
            if (writers.contains(EVERYBODY)) {
                all.add(Diagnosis.fail("ACLs of " + topic, "everybody may write it",
                        remove(EVERYBODY, topic)));
            } else if (writers.size() > 1) {
                all.add(Diagnosis.warn("ACLs of " + topic, "%s may write it, which is for %s alone".formatted(
                        String.join(" and ", writers), owner), remove("THE-OTHER", topic)));
            } else {
                all.add(Diagnosis.ok("ACLs of " + topic, writers.isEmpty()
                        ? "nobody but superusers may write it"
                        : "only %s may write it".formatted(writers.iterator().next())));
            }
        });
        return all;
    }

    private String remove(String principal, String topic) {
        return "kafka-acls --bootstrap-server %s --remove --allow-principal %s --operation Write --topic %s".formatted(
                servers, principal, topic);
    }

    /**
     * What a service may not do.
     *
     * @param principal
     *            whom it is known to the broker as, such as {@code User:muster-watcher}
     */
    Diagnosis service(ServiceKind service, String principal, BrokerRights rights) {
        List<Need> missing = needs(service, rights).stream()
                .filter(need -> !isAllowed(principal, need)).toList();
        String about = "ACLs of " + service.id();
        if (missing.isEmpty()) {
            return Diagnosis.ok(about, principal + " may do all that it does");
        }
        String found = missing.stream().map(need -> "%s on %s %s".formatted(Texts.name(need.operation),
                Texts.name(need.type), need.name)).collect(Collectors.joining(", "));
        return Diagnosis.fail(about, "%s lacks %s".formatted(principal, found), missing.stream()
                .collect(Collectors.groupingBy(need -> flag(need), LinkedHashMap::new, Collectors.toList()))
                .entrySet().stream()
                .map(each -> "kafka-acls --bootstrap-server %s --add --allow-principal '%s' %s%s".formatted(servers,
                        principal, each.getValue().stream().map(need -> "--operation " + operation(need) + " ")
                                .collect(Collectors.joining()),
                        each.getKey()))
                .collect(Collectors.joining(" && ")));
    }

    private List<Need> needs(ServiceKind service, BrokerRights rights) {
        List<Need> needs = new ArrayList<>();
        topics.all().forEach(topic -> {
            needs.add(new Need(ResourceType.TOPIC, topic.name(), AclOperation.DESCRIBE));
            needs.add(new Need(ResourceType.TOPIC, topic.name(), AclOperation.DESCRIBE_CONFIGS));
        });
        rights.reads().forEach(topic -> needs.add(new Need(ResourceType.TOPIC, topic, AclOperation.READ)));
        rights.writes().forEach(topic -> needs.add(new Need(ResourceType.TOPIC, topic, AclOperation.WRITE)));
        needs.add(new Need(ResourceType.GROUP, rights.group(), AclOperation.READ));
        if (service == ServiceKind.WATCHER) {
            needs.add(new Need(ResourceType.TRANSACTIONAL_ID, rights.group(), AclOperation.WRITE));
        }
        return needs;
    }

    private static String flag(Need need) {
        return switch (need.type) {
            case GROUP -> "--group ";
            case TRANSACTIONAL_ID -> "--transactional-id ";
            default -> "--topic ";
        } + need.name;
    }

    private static String operation(Need need) {
        return switch (need.operation) {
            case READ -> "Read";
            case WRITE -> "Write";
            case DESCRIBE_CONFIGS -> "DescribeConfigs";
            default -> "Describe";
        };
    }

    private Set<String> whoMay(Need need) {
        return acls.stream().map(acl -> acl.entry().principal()).distinct()
                .filter(principal -> isAllowed(principal, need)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** By the rules of Kafka's own authorizer: a denial wins, and to read or write is to be allowed to see. */
    private boolean isAllowed(String principal, Need need) {
        List<AclBinding> about = acls.stream().filter(acl -> isAbout(acl, principal, need)).toList();
        return about.stream().noneMatch(acl -> acl.entry().permissionType() == AclPermissionType.DENY
                && (acl.entry().operation() == need.operation || acl.entry().operation() == AclOperation.ALL))
                && about.stream().anyMatch(acl -> acl.entry().permissionType() == AclPermissionType.ALLOW
                        && grants(acl.entry().operation(), need.operation));
    }

    private static boolean isAbout(AclBinding acl, String principal, Need need) {
        String by = acl.entry().principal();
        if (acl.pattern().resourceType() != need.type || !(by.equals(principal) || by.equals(EVERYBODY))) {
            return false;
        }
        String name = acl.pattern().name();
        return acl.pattern().patternType() == PatternType.PREFIXED
                ? need.name.startsWith(name)
                : name.equals("*") || name.equals(need.name);
    }

    private static boolean grants(AclOperation allowed, AclOperation needed) {
        return allowed == needed || allowed == AclOperation.ALL
                || (needed == AclOperation.DESCRIBE && Set.of(AclOperation.READ, AclOperation.WRITE,
                        AclOperation.DELETE, AclOperation.ALTER).contains(allowed))
                || (needed == AclOperation.DESCRIBE_CONFIGS && allowed == AclOperation.ALTER_CONFIGS);
    }
}
