package io.muster.runtime;

import io.muster.events.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it, before a service starts, that the topics are there and are as the contract needs them. */
public final class TopicCheck {

    private static final Logger LOG = LoggerFactory.getLogger(TopicCheck.class);

    private TopicCheck() {}

    /**
     * Creates the topics that are missing, where the broker allows it, and checks those that are there.
     *
     * @throws StartFailure
     *             when the broker cannot be reached, when topics are missing and cannot be created, or when one has
     *             another number of partitions or another cleanup policy: with the full list and what to do
     */
    public static void ensure(Admin admin, CommonSettings settings) {
        Duration timeout = settings.startTimeout();
        List<Topics.Spec> specs = settings.topics().all();
        Set<String> present = call(settings, timeout, () -> admin.listTopics().names().get(timeout.toMillis(),
                TimeUnit.MILLISECONDS));
        List<String> problems = new ArrayList<>();
        for (Topics.Spec spec : specs) {
            if (!present.contains(spec.name())) {
                create(admin, settings, spec).ifPresent(problems::add);
            }
        }
        if (problems.isEmpty()) {
            check(admin, settings, specs, problems);
        }
        if (!problems.isEmpty()) {
            throw new StartFailure(ExitCode.KAFKA, problems.stream().collect(Collectors.joining("\n  ",
                    "the topics on " + settings.bootstrapServers() + " are not as they must be:\n  ", "")));
        }
    }

    private static Optional<String> create(Admin admin, CommonSettings settings, Topics.Spec spec) {
        NewTopic topic = new NewTopic(spec.name(), Optional.of(spec.partitions()),
                settings.replicationFactor() < 0
                        ? Optional.empty()
                        : Optional.of((short) settings.replicationFactor()))
                .configs(spec.config());
        try {
            admin.createTopics(List.of(topic)).all().get(settings.startTimeout().toMillis(), TimeUnit.MILLISECONDS);
            LOG.atInfo().addKeyValue("topic", spec.name()).addKeyValue("partitions", spec.partitions())
                    .log("topic created");
            return Optional.empty();
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case TopicExistsException _ -> Optional.empty();
                case AuthorizationException _ -> Optional.of(("topic %s is not there or may not be seen, nor created"
                        + " (%s): create it with %d partition(s) and %s, and grant Describe and DescribeConfigs")
                        .formatted(spec.name(), message(e), spec.partitions(), spec.config()));
                case null, default -> Optional.of(
                        "topic %s is missing and cannot be created (%s): create it with %d partition(s) and %s"
                                .formatted(spec.name(), message(e), spec.partitions(), spec.config()));
            };
        } catch (TimeoutException e) {
            return Optional
                    .of("topic " + spec.name() + " is missing and the broker did not answer when it was created");
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static void check(Admin admin, CommonSettings settings, List<Topics.Spec> specs, List<String> problems) {
        Duration timeout = settings.startTimeout();
        List<String> names = specs.stream().map(Topics.Spec::name).toList();
        Map<String, TopicDescription> descriptions = call(settings, timeout, () -> admin.describeTopics(names)
                .allTopicNames().get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        Map<ConfigResource, org.apache.kafka.clients.admin.Config> configs = call(settings, timeout,
                () -> admin.describeConfigs(names.stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList())
                        .all().get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        for (Topics.Spec spec : specs) {
            TopicDescription description = descriptions.get(spec.name());
            int partitions = description == null ? 0 : description.partitions().size();
            if (partitions != spec.partitions()) {
                problems.add(
                        ("topic %s has %d partitions, expected %d: keys would be looked for in the wrong partition."
                                + " Set MUSTER_PARTITIONS to what all keyed topics have, or use another MUSTER_TOPIC_PREFIX")
                                .formatted(spec.name(), partitions, spec.partitions()));
            }
            org.apache.kafka.clients.admin.Config config = configs
                    .get(new ConfigResource(ConfigResource.Type.TOPIC, spec.name()));
            String wanted = spec.config().getOrDefault("cleanup.policy", "");
            String found = config == null ? "" : config.get("cleanup.policy").value();
            if (!found.equals(wanted)) {
                problems.add("topic %s has cleanup.policy=%s, expected %s: set it with kafka-configs --alter"
                        .formatted(spec.name(), found, wanted));
            }
        }
    }

    /** A request of which nothing is known but that it may fail. */
    interface Call<T> {
        T get() throws ExecutionException, InterruptedException, TimeoutException;
    }

    /**
     * Makes a request.
     *
     * @throws StartFailure
     *             if the broker does not answer in time, or refuses
     */
    static <T> T call(CommonSettings settings, Duration timeout, Call<T> call) {
        try {
            long deadline = System.nanoTime() + timeout.toNanos();
            while (true) {
                try {
                    return call.get();
                } catch (ExecutionException e) {
                    // A topic made a moment ago is not known to every broker yet.
                    if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > deadline) {
                        throw e;
                    }
                    if (!Pause.of(Duration.ofMillis(50))) {
                        throw new InterruptedException("interrupted while waiting for the topics");
                    }
                }
            }
        } catch (ExecutionException e) {
            // The client gives up after the same time and may be first.
            throw e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException
                    ? silent(settings, timeout, e)
                    : new StartFailure(ExitCode.KAFKA, "the broker at %s refuses: %s".formatted(
                            settings.bootstrapServers(), message(e)), e);
        } catch (TimeoutException e) {
            throw silent(settings, timeout, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static StartFailure silent(CommonSettings settings, Duration timeout, Exception e) {
        return new StartFailure(ExitCode.KAFKA,
                "the broker at %s did not answer within %d s: is the address right, and is it running?"
                        .formatted(settings.bootstrapServers(), timeout.toSeconds()),
                e);
    }

    private static StartFailure interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new StartFailure(ExitCode.FAULT, "interrupted while checking the topics", e);
    }

    private static String message(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
