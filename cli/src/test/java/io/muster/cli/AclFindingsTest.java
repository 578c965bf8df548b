package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.events.Topics;
import io.muster.cli.Diagnosis.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

class AclFindingsTest {

    private static final Topics TOPICS = new Topics("muster", 4);

    private final List<AclBinding> acls = new ArrayList<>();

    private void acl(String principal, AclPermissionType permission, ResourceType type, String name,
            PatternType pattern, AclOperation... operations) {
        for (AclOperation operation : operations) {
            acls.add(new AclBinding(new ResourcePattern(type, name, pattern),
                    new AccessControlEntry(principal, "*", operation, permission)));
        }
    }

    private void allow(String principal, String topic, AclOperation... operations) {
        acl(principal, AclPermissionType.ALLOW, ResourceType.TOPIC, topic, PatternType.LITERAL, operations);
    }

    private Diagnosis writers(String topic) {
        return new AclFindings(acls, TOPICS, "kafka:9092").writers().stream()
                .filter(each -> each.about().equals("ACLs of " + topic)).findFirst().orElseThrow();
    }

    private Diagnosis watcher() {
        return new AclFindings(acls, TOPICS, "kafka:9092").service(ServiceKind.WATCHER, "User:watcher",
                ServiceKind.WATCHER.brokerRights(TOPICS));
    }

    private void allThatTheWatcherNeeds() {
        acl("User:watcher", AclPermissionType.ALLOW, ResourceType.TOPIC, "muster.", PatternType.PREFIXED,
                AclOperation.READ, AclOperation.DESCRIBE_CONFIGS);
        List.of(TOPICS.members(), TOPICS.meshes(), TOPICS.log(), TOPICS.deadLetters())
                .forEach(topic -> allow("User:watcher", topic, AclOperation.WRITE));
        acl("User:watcher", AclPermissionType.ALLOW, ResourceType.GROUP, "muster-watcher", PatternType.LITERAL,
                AclOperation.READ);
        acl("User:watcher", AclPermissionType.ALLOW, ResourceType.TRANSACTIONAL_ID, "*", PatternType.LITERAL,
                AclOperation.ALL);
    }

    @Test
    void oneWriterIsAsItShouldBeAndASecondIsNot() {
        allow("User:watcher", TOPICS.members(), AclOperation.WRITE);
        assertThat(writers(TOPICS.members())).satisfies(found -> {
            assertThat(found.verdict()).isEqualTo(Verdict.OK);
            assertThat(found.found()).isEqualTo("only User:watcher may write it");
        });

        allow("User:somebody", TOPICS.members(), AclOperation.ALL);
        assertThat(writers(TOPICS.members())).satisfies(found -> {
            assertThat(found.verdict()).isEqualTo(Verdict.WARN);
            assertThat(found.found()).contains("User:somebody and User:watcher may write it");
        });
    }

    @Test
    void everybodyIsTooMany() {
        acl("User:*", AclPermissionType.ALLOW, ResourceType.TOPIC, "*", PatternType.LITERAL, AclOperation.WRITE);

        assertThat(writers(TOPICS.log()).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(writers(TOPICS.log()).mend()).isEqualTo("kafka-acls --bootstrap-server kafka:9092 --remove"
                + " --allow-principal User:* --operation Write --topic muster.log");
    }

    @Test
    void aServiceThatMayDoAllItDoesIsWell() {
        allThatTheWatcherNeeds();

        assertThat(watcher().verdict()).as(watcher().found()).isEqualTo(Verdict.OK);
    }

    @Test
    void whatAServiceLacksIsMendedByACommand() {
        allThatTheWatcherNeeds();
        acl("User:watcher", AclPermissionType.DENY, ResourceType.TOPIC, TOPICS.log(), PatternType.LITERAL,
                AclOperation.WRITE);

        assertThat(watcher().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(watcher().found()).isEqualTo("User:watcher lacks write on topic muster.log");
        assertThat(watcher().mend()).isEqualTo("kafka-acls --bootstrap-server kafka:9092 --add --allow-principal"
                + " 'User:watcher' --operation Write --topic muster.log");
    }
}
