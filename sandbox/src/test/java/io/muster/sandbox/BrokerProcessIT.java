package io.muster.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
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

    @Test
    void showsWhatWasCommittedInTheMomentBeforeItWasKilled(@TempDir Path dir) throws Exception {
        List<String> values = IntStream.range(0, 12).mapToObj(Integer::toString).toList();
        try (BrokerProcess broker = BrokerProcess.start(dir)) {
            Records records = new Records(broker.bootstrapServers(), "committed");
            records.createTopic();

            List<Producer<String, String>> producers = values.stream()
                    .map(value -> withOpenTransaction(broker, value)).toList();

            commitAtOnce(producers);
            broker.kill();
            broker.restart();

            producers.forEach(producer -> producer.close(Duration.ZERO));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(records.readCommitted()).containsExactlyInAnyOrderElementsOf(values));
        }
    }

    private static Producer<String, String> withOpenTransaction(BrokerProcess broker, String value) {
        Producer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "t" + value),
                new StringSerializer(), new StringSerializer());
        producer.initTransactions();
        producer.beginTransaction();
        var _ = producer.send(new ProducerRecord<>("committed", "key", value));
        producer.flush();
        return producer;
    }

    /** The broker has all commits before it has marked all of them in the partition. */
    private static void commitAtOnce(List<Producer<String, String>> producers) throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> commits = new ArrayList<>();
            producers.forEach(producer -> commits.add(threads.submit(producer::commitTransaction)));
            for (Future<?> commit : commits) {
                commit.get();
            }
        }
    }
}
