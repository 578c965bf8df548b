package io.muster.runtime;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import io.muster.events.Topics;

/** Makes Kafka clients of one service. Who takes one closes it. */
public final class KafkaClients {

    private static final int RECORDS_AT_ONCE = 2000;

    private final CommonSettings settings;
    private final String service;

    public KafkaClients(CommonSettings settings, String service) {
        this.settings = settings;
        this.service = service;
    }

    /** The topics that these clients are for. */
    public Topics topics() {
        return settings.topics();
    }

    /** Name of the service's consumer group. */
    public String group() {
        return group(settings.topics(), service);
    }

    /** Name of a service's consumer group. */
    public static String group(Topics topics, String service) {
        return topics.prefix() + "-" + service;
    }

    /** An admin client that gives up, and can be closed, within the start timeout. */
    public Admin admin() {
        Map<String, Object> config = base("admin");
        int timeout = Math.toIntExact(settings.startTimeout().toMillis());
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeout);
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(timeout, 30_000));
        return Admin.create(config);
    }

    /** A consumer outside any group, for partitions assigned by hand; it sees only what was committed. */
    public Consumer<byte[], byte[]> reader(String role) {
        return reader(role, RECORDS_AT_ONCE);
    }

    /**
     * The same for whoever keeps what is read of one partition until the others have come as far.
     *
     * @param atOnce
     *            how many records one poll returns at most
     */
    public Consumer<byte[], byte[]> reader(String role, int atOnce) {
        Map<String, Object> config = reading(role);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, atOnce);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * A member of the service's group. The classic protocol, because under KIP-848 a broker's defaults forbid a session
     * shorter than 45 s, and a killed replica's share would wait for that long; the cooperative assignor, because a
     * rebalance then stops only what really moves.
     */
    public Consumer<byte[], byte[]> groupMember(String role) {
        Map<String, Object> config = reading(role);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group());
        config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6000);
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1000);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** An idempotent producer that never gives up on a record before two minutes, and keeps their order. */
    public Producer<byte[], byte[]> producer(String role) {
        return new KafkaProducer<>(writing(role), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A producer whose transactions fence those of every other holder of the id. */
    public Producer<byte[], byte[]> transactionalProducer(String role, String transactionalId) {
        return new KafkaProducer<>(transactional(role, transactionalId), new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** The same for whoever has very much to write and nobody waiting: it lets records gather. */
    public Producer<byte[], byte[]> bulkProducer(String role, String transactionalId) {
        Map<String, Object> config = transactional(role, transactionalId);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 16L * 1024 * 1024);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> reading(String role) {
        Map<String, Object> config = base(role);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_AT_ONCE);
        return config;
    }

    private Map<String, Object> writing(String role) {
        Map<String, Object> config = base(role);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_DEAD_LETTER_BYTES);
        // What a burst took of it is kept for good.
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L * 1024 * 1024);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return config;
    }

    private Map<String, Object> transactional(String role, String transactionalId) {
        Map<String, Object> config = writing(role);
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        return config;
    }

    private Map<String, Object> base(String role) {
        // Metrics are read from the HTTP endpoint; whoever wants them by JMX or on the broker, too, says so.
        Map<String, Object> config = new HashMap<>(Map.of(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "",
                CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false));
        config.putAll(settings.kafkaProperties());
        config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, "muster-" + service + "-" + role);
        config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000);
        return config;
    }
}
