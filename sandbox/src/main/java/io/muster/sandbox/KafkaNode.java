package io.muster.sandbox;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server$;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.KRaftMetadataCache;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Controller and broker of one node, as {@link KafkaRaftServer} has them, but the broker starts only when the
 * controller has given up the one before it.
 * <p>
 * Otherwise a broker that follows on one that was killed takes itself for the leader of its partitions until the
 * controller's session with its predecessor is over. Transactions that were committed but not yet marked so in their
 * partitions are then taken up at once; when the session ends, their partitions are without a leader for a moment,
 * which Kafka 4.3 takes for topics that were deleted: it notes the transactions as done without ever writing the
 * markers, and nobody who reads what is committed gets past them again. It costs no time: the broker is not admitted
 * any sooner.
 */
final class KafkaNode {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaNode.class);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(10);

    private final int id;
    private final Metrics metrics;
    private final ControllerServer controller;
    private final BrokerServer broker;

    KafkaNode(KafkaConfig config) {
        Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> directories = KafkaRaftServer.initializeLogDirs(config, LOG,
                "");
        id = config.nodeId();
        metrics = Server$.MODULE$.initializeMetrics(config, Time.SYSTEM,
                directories._1().clusterId().orElseThrow());
        SharedServer shared = new SharedServer(config, directories._1(), Time.SYSTEM, metrics,
                CompletableFuture.completedFuture(QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                QuorumConfig.parseBootstrapServers(config.quorumConfig().bootstrapServers()),
                new StandardFaultHandlerFactory(), ServerSocketFactory.INSTANCE);
        broker = new BrokerServer(shared);
        controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), directories._2());
    }

    /** Returns when the broker serves. */
    void start() throws InterruptedException {
        controller.startup();
        Poll.until(LIMIT, LOOK, () -> predecessorIsGone(controller.metadataCache()),
                () -> "the controller gives up the broker that ran here before");
        broker.startup();
    }

    private boolean predecessorIsGone(KRaftMetadataCache metadata) {
        return !metadata.currentImage().isEmpty() && !metadata.hasAliveBroker(id);
    }

    /** Stops what was started, in good order. */
    void stop() {
        broker.shutdown();
        controller.shutdown();
        broker.awaitShutdown();
        controller.awaitShutdown();
        metrics.close();
    }
}
