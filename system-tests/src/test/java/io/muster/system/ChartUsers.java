package io.muster.system;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.muster.testing.KafkaUser;
import io.muster.testing.SecuredKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.utils.SecurityUtils;

/**
 * What Strimzi's operators make of the chart: topics, users, and what ACLs grant these.
 *
 * @param chart
 *            rendered with {@code kafka.strimzi.enabled}
 * @param release
 *            name that every user's begins with
 */
record ChartUsers(Chart.Rendered chart, String release) {

    /** Makes topics and ACLs; the users are made by whoever asks for their credentials. */
    void install(SecuredKafka kafka) throws Exception {
        kafka.admin().createTopics(chart.ofKind("KafkaTopic").map(ChartUsers::topic).toList()).all().get(30, SECONDS);
        List<AclBinding> acls = new ArrayList<>();
        chart.ofKind("KafkaUser").forEach(user -> acls.addAll(acls(user)));
        assertThat(acls).isNotEmpty();
        kafka.grant(acls);
    }

    /** Names of the services that have a user. */
    Set<String> services() {
        return chart.ofKind("KafkaUser").map(user -> user.getMetadata().getName().substring(release.length() + 1))
                .collect(Collectors.toSet());
    }

    /** The client properties that the chart gives services, for one whose Secrets are mounted elsewhere. */
    Path properties(KafkaUser user) throws IOException {
        String properties = chart.object(ConfigMap.class, release + "-kafka").getData()
                .getOrDefault("client.properties", "");
        assertThat(properties).contains("/etc/muster/kafka-user:", "/etc/muster/kafka-ca:");
        return Files.writeString(user.folder().resolve("chart.properties"), properties
                .replace("/etc/muster/kafka-user:", user.folder() + ":")
                .replace("/etc/muster/kafka-ca:", user.folder() + ":"));
    }

    private static NewTopic topic(GenericKubernetesResource topic) {
        return new NewTopic(topic.<String>get("spec", "topicName"), topic.<Integer>get("spec", "partitions"), (short) 1)
                .configs(topic.get("spec", "config"));
    }

    private static List<AclBinding> acls(GenericKubernetesResource user) {
        List<AclBinding> bindings = new ArrayList<>();
        for (Map<String, Object> acl : user.<List<Map<String, Object>>>get("spec", "authorization", "acls")) {
            Map<String, Object> resource = Chart.part(acl, "resource");
            String type = String.valueOf(resource.get("type"));
            ResourcePattern pattern = new ResourcePattern(
                    SecurityUtils.resourceType(type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1)),
                    String.valueOf(resource.get("name")),
                    PatternType.fromString(String.valueOf(resource.get("patternType")).toUpperCase(Locale.ROOT)));
            for (Object operation : (List<?>) acl.getOrDefault("operations", List.of())) {
                bindings.add(new AclBinding(pattern,
                        new AccessControlEntry("User:" + user.getMetadata().getName(), "*",
                                SecurityUtils.operation(String.valueOf(operation)), AclPermissionType.ALLOW)));
            }
        }
        return bindings;
    }
}
