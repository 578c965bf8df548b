package io.muster.testing;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.muster.sandbox.BrokerSecurity;
import io.muster.sandbox.EmbeddedBroker;
import io.muster.sandbox.TemporaryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBinding;

/**
 * A real Kafka broker that lets in only users who can prove who they are, over TLS, and lets them do only what ACLs
 * grant them. Certificates and passwords are made afresh each time. Who starts one closes it.
 */
public final class SecuredKafka implements AutoCloseable {

    private static final int SCRAM_ITERATIONS = 4096;
    private static final String BROKER = "broker";
    private static final String SUPERUSER = "superuser";

    private final TemporaryDirectory directory;
    private final Certificates certificates;
    private final EmbeddedBroker broker;
    private final KafkaUser superuser;
    private final Admin admin;

    private SecuredKafka(TemporaryDirectory directory) {
        this.directory = directory;
        this.certificates = Certificates.create();
        Path own = certificates.issue(BROKER, folder(BROKER));
        Path keyStore = write(own.resolve("broker.pem"),
                read(own.resolve(Certificates.KEY)) + read(own.resolve(Certificates.CERTIFICATE)));
        this.broker = EmbeddedBroker.start(directory.path().resolve("data"),
                new BrokerSecurity(keyStore, own.resolve(Certificates.CA), List.of(BROKER, SUPERUSER)));
        this.superuser = withCertificate(SUPERUSER);
        this.admin = Admin.create(superuser.clientProperties());
    }

    /** Starts one in a temporary directory, in about three seconds. It has no topics and no ACLs. */
    public static SecuredKafka start() {
        return new SecuredKafka(TemporaryDirectory.create("muster-secured-kafka-"));
    }

    /** Who may do everything. */
    public KafkaUser superuser() {
        return superuser;
    }

    /** Acts as the superuser; closed with the broker. */
    public Admin admin() {
        return admin;
    }

    /** A user who comes with a certificate: mutual TLS. Without ACLs it may do nothing. */
    public KafkaUser withCertificate(String name) {
        return user(name, broker.tlsBootstrapServers(), """
                security.protocol=SSL
                ssl.keystore.type=PEM
                ssl.keystore.certificate.chain=${directory:%1$s:user.crt}
                ssl.keystore.key=${directory:%1$s:user.key}
                """);
    }

    /** A user who comes with a password: TLS with SCRAM-SHA-512. Without ACLs it may do nothing. */
    public KafkaUser withPassword(String name) {
        String password = UUID.randomUUID().toString();
        done(admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(name,
                new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, SCRAM_ITERATIONS), password))).all());
        return user(name, broker.bootstrapServers(), """
                security.protocol=SASL_SSL
                sasl.mechanism=SCRAM-SHA-512
                sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \
                username="%s" password="%s";
                """.formatted(name, password));
    }

    private KafkaUser user(String name, String bootstrapServers, String properties) {
        Path folder = certificates.issue(name, folder(name));
        write(folder.resolve(KafkaUser.PROPERTIES), properties.formatted(folder) + """
                config.providers=directory
                config.providers.directory.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider
                ssl.truststore.type=PEM
                ssl.truststore.certificates=${directory:%s:ca.crt}
                """.formatted(folder));
        return new KafkaUser(name, bootstrapServers, folder);
    }

    /** Returns when the broker holds to them. */
    public void grant(Collection<AclBinding> acls) {
        done(admin.createAcls(acls).all());
    }

    private Path folder(String name) {
        return directory.path().resolve(name + "-" + UUID.randomUUID());
    }

    private static void done(KafkaFuture<Void> request) {
        try {
            request.get(30, SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the secured broker refuses its superuser", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        admin.close();
        broker.close();
        directory.close();
    }
}
