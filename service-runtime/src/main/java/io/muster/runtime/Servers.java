package io.muster.runtime;

import io.muster.events.Topics;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two servers that every service works with, found to be as they must be.
 *
 * @param kafka
 *            for a broker that has the topics and lets the service use them
 * @param cluster
 *            connected; who takes this closes it
 */
public record Servers(KafkaClients kafka, Cluster cluster) {

    private static final Logger LOG = LoggerFactory.getLogger(Servers.class);

    /**
     * Checks the broker and connects to the API server, side by side, since a start has to wait for both.
     *
     * @param rights
     *            what the service does on the broker
     * @throws StartFailure
     *             of whichever server fails first, without waiting for the other
     */
    public static Servers reach(CommonSettings settings, String service, Function<Topics, BrokerRights> rights) {
        KafkaClients kafka = new KafkaClients(settings, service);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ExecutorCompletionService<Optional<Cluster>> attempts = new ExecutorCompletionService<>(threads);
            Future<Optional<Cluster>> connecting = attempts
                    .submit(() -> Optional.of(Cluster.connect(settings, service)));
            attempts.submit(() -> {
                checkBroker(kafka, settings, rights.apply(kafka.topics()));
                return Optional.empty();
            });
            try {
                attempts.take().get();
                attempts.take().get();
                return new Servers(kafka, connecting.resultNow().orElseThrow());
            } catch (ExecutionException | InterruptedException e) {
                threads.shutdownNow();
                closeWhenConnected(connecting);
                throw failure(e);
            }
        }
    }

    /** It may connect in the very moment in which the other fails. */
    private static void closeWhenConnected(Future<Optional<Cluster>> connecting) {
        try {
            connecting.get().ifPresent(Cluster::close);
        } catch (ExecutionException e) {
            LOG.atDebug().setCause(e).log("not connected to the API server");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void checkBroker(KafkaClients kafka, CommonSettings settings, BrokerRights rights) {
        try (Admin admin = kafka.admin()) {
            TopicCheck.ensure(admin, settings);
            rights.check(admin, settings);
        }
    }

    private static RuntimeException failure(Exception e) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new StartFailure(ExitCode.FAULT, "interrupted while reaching the servers", e);
        }
        return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
    }
}
