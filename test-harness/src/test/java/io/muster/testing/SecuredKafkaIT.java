package io.muster.testing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecuredKafkaIT {

    private final SecuredKafka kafka = SecuredKafka.start();

    @BeforeAll
    void twoTopics() throws Exception {
        kafka.admin().createTopics(List.of(new NewTopic("hers", 1, (short) 1), new NewTopic("his", 1, (short) 1)))
                .all().get(30, SECONDS);
        kafka.grant(List.of(mayWrite("ann", "hers"), mayWrite("bob", "his")));
    }

    @AfterAll
    void stop() {
        kafka.close();
    }

    @Test
    void whoeverHasACertificateMayWriteWhatAclsGrantAndNothingElse() throws Exception {
        writesOnly(kafka.withCertificate("ann"), "hers", "his");
    }

    @Test
    void whoeverHasAPasswordMayWriteWhatAclsGrantAndNothingElse() throws Exception {
        writesOnly(kafka.withPassword("bob"), "his", "hers");
    }

    @Test
    void strangersAreNotLetIn() {
        KafkaUser ann = kafka.withCertificate("ann");
        try (SecuredKafka elsewhere = SecuredKafka.start()) {
            Map<String, Object> foreign = elsewhere.withCertificate("ann").clientProperties();
            foreign.put("bootstrap.servers", ann.bootstrapServers());
            assertThatThrownBy(() -> list(foreign)).hasCauseInstanceOf(SslAuthenticationException.class);
        }
        Map<String, Object> wrong = kafka.withPassword("bob").clientProperties();
        wrong.computeIfPresent("sasl.jaas.config",
                (_, value) -> value.toString().replaceFirst("password=\".*\"", "password=\"guessed\""));
        assertThatThrownBy(() -> list(wrong)).hasCauseInstanceOf(SaslAuthenticationException.class);
        assertThatThrownBy(() -> list(Map.of("bootstrap.servers", ann.bootstrapServers(), "default.api.timeout.ms",
                3000, "request.timeout.ms", 3000))).hasCauseInstanceOf(TimeoutException.class);
    }

    private static void list(Map<String, Object> properties) throws Exception {
        try (Admin admin = Admin.create(properties)) {
            assertThat(admin.listTopics().names().get(30, SECONDS)).isNotEmpty();
        }
    }

    private static void writesOnly(KafkaUser user, String own, String other) throws Exception {
        try (Producer<String, String> producer = new KafkaProducer<>(user.clientProperties(), new StringSerializer(),
                new StringSerializer())) {
            assertThat(producer.send(new ProducerRecord<>(own, "mine")).get(30, SECONDS).topic()).isEqualTo(own);
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(other, "not mine")).get(30, SECONDS))
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
    }

    private static AclBinding mayWrite(String user, String topic) {
        return new AclBinding(new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                new AccessControlEntry("User:" + user, "*", AclOperation.WRITE, AclPermissionType.ALLOW));
    }
}
