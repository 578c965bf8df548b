package io.muster.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {
    @TempDir
    Path dir;

    @Test
    void keepsItsRecordsAndItsAddressOverARestart() throws Exception {
        String address;
        try (EmbeddedBroker broker = EmbeddedBroker.start(dir)) {
            address = broker.bootstrapServers();
            Records records = new Records(address, "kept");
            records.createTopic();
            records.write(List.of("a", "b", "c"));
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(dir)) {
            assertThat(broker.bootstrapServers()).isEqualTo(address);
            assertThat(new Records(address, "kept").readAll()).containsExactly("a", "b", "c");
        }
    }

    @Test
    void takesAnotherPortWhereItsOwnIsTaken(@TempDir Path other) {
        String address;
        try (EmbeddedBroker broker = EmbeddedBroker.start(dir)) {
            address = broker.bootstrapServers();
        }
        int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        try (EmbeddedBroker squatter = EmbeddedBroker.start(other, port);
                EmbeddedBroker broker = EmbeddedBroker.start(dir)) {
            assertThat(squatter.bootstrapServers()).isEqualTo(address);
            assertThat(broker.bootstrapServers()).isNotEqualTo(address);
        }
    }

    @Test
    void refusesAFixedPortThatIsTaken(@TempDir Path other) {
        try (EmbeddedBroker first = EmbeddedBroker.start(dir)) {
            String address = first.bootstrapServers();
            int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
            assertThatThrownBy(() -> EmbeddedBroker.start(other, port)).isInstanceOf(SandboxException.class)
                    .hasMessageContaining(other.toString());
        }
    }

    @Test
    void aDirectoryHasOneBroker() throws Exception {
        try (EmbeddedBroker first = EmbeddedBroker.start(dir)) {
            assertThatThrownBy(() -> EmbeddedBroker.start(dir)).isInstanceOf(SandboxException.class)
                    .hasMessageContaining(dir + " is in use");
            Records records = new Records(first.bootstrapServers(), "kept");
            records.createTopic();
            records.write(List.of("a"));
        }
        try (EmbeddedBroker next = EmbeddedBroker.start(dir)) {
            assertThat(new Records(next.bootstrapServers(), "kept").readAll()).containsExactly("a");
        }
    }

    @Test
    void createsNoTopicThatIsOnlyAskedFor() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(dir);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThatThrownBy(() -> admin.describeTopics(List.of("nowhere")).allTopicNames().get())
                    .isInstanceOf(ExecutionException.class).hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        }
    }
}
