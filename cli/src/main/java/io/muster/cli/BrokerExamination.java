package io.muster.cli;

import io.muster.audit.MeshStatus;
import io.muster.audit.Present;
import io.muster.events.Concern;
import io.muster.events.Topics;
import io.muster.runtime.CommonSettings;
import io.muster.runtime.ExitCode;
import io.muster.runtime.KafkaClients;
import io.muster.runtime.StartFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;

/** Looks at the broker, the topics and what the services have published. */
record BrokerExamination(CommonSettings settings) {

    /** The topics as they are; the broker's answer is the first finding. */
    List<Diagnosis> topics() {
        Topics topics = settings.topics();
        try (Admin admin = new KafkaClients(settings, "cli").admin()) {
            int nodes = get(admin.describeCluster().nodes()).size();
            Set<String> there = new HashSet<>(get(admin.listTopics().names()));
            List<String> names = topics.all().stream().map(Topics.Spec::name).filter(there::contains).toList();
            Map<String, TopicDescription> descriptions = get(admin.describeTopics(names).allTopicNames());
            Map<ConfigResource, Config> configs = get(admin.describeConfigs(
                    names.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList()).all());
            Map<String, Topics.Spec> actual = new HashMap<>();
            configs.forEach((resource, config) -> {
                TopicDescription description = descriptions.get(resource.name());
                Map<String, String> values = config.entries().stream().filter(each -> each.value() != null)
                        .collect(Collectors.toMap(each -> each.name(), each -> each.value()));
                actual.put(resource.name(), new Topics.Spec(resource.name(),
                        description == null ? 0 : description.partitions().size(), values));
            });
            List<Diagnosis> all = new ArrayList<>();
            all.add(Diagnosis.ok("broker", "%d brokers at %s".formatted(nodes, settings.bootstrapServers())));
            all.addAll(Diagnosis.topics(topics.all(), actual, settings.bootstrapServers()));
            return all;
        } catch (ExecutionException | TimeoutException e) {
            throw new StartFailure(ExitCode.KAFKA, "the broker at %s does not answer or refuses: %s".formatted(
                    settings.bootstrapServers(),
                    e.getCause() == null ? "no answer in time" : e.getCause().getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure(ExitCode.FAULT, "interrupted", e);
        }
    }

    private <T> T get(KafkaFuture<T> asked) throws ExecutionException, InterruptedException, TimeoutException {
        return asked.get(settings.startTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What the services have published. */
    static List<Diagnosis> services(Present present, int deadLetters) {
        List<Diagnosis> all = new ArrayList<>();
        all.add(present.clusterId().map(id -> Diagnosis.ok("watcher", "has published all of cluster " + id))
                .orElseGet(() -> Diagnosis.fail("watcher", "has published no census yet: the services do nothing",
                        "muster run watcher")));
        for (Concern concern : Concern.values()) {
            String service = concern.id() + "-service";
            all.add(present.outcomes().containsKey(concern)
                    ? Diagnosis.ok(service, "has published outcomes")
                    : Diagnosis.warn(service, "has published nothing yet", "muster run " + service));
        }
        MeshStatus.all(present).stream().filter(each -> !each.isSettled())
                .forEach(each -> all.add(Diagnosis.warn("mesh " + each.mesh(), "is not settled",
                        "muster status " + each.mesh())));
        all.add(deadLetters == 0
                ? Diagnosis.ok("dead letters", "none")
                : Diagnosis.warn("dead letters", deadLetters + " records could not be read",
                        "muster dead-letters list"));
        return all;
    }
}
