package io.muster.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerProcessIT {
    @Test
    void losesNoAcknowledgedRecordWhenItIsKilled(@TempDir Path dir) throws Exception {
        List<String> values = IntStream.range(0, 500).mapToObj(Integer::toString).toList();
        try (BrokerProcess broker = BrokerProcess.start(dir)) {
            String address = broker.bootstrapServers();
            Records records = new Records(address, "acknowledged");
            records.createTopic();
            records.write(values);

            broker.kill();
            assertThat(ProcessHandle.of(broker.pid()).filter(ProcessHandle::isAlive)).isEmpty();
            broker.restart();

            assertThat(broker.bootstrapServers()).isEqualTo(address);
            assertThat(records.readAll()).isEqualTo(values);
        }
    }
}
