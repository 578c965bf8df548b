package io.muster.cli;

import io.muster.audit.MeshStatus;
import io.muster.audit.Present;
import io.muster.events.Concern;
import io.muster.events.Event;
import io.muster.events.MemberState;
import io.muster.events.MeshState;
import io.muster.events.Topics;
import io.muster.runtime.CommonSettings;
import io.muster.runtime.ExitCode;
import io.muster.runtime.KafkaClients;
import io.muster.runtime.StartFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SecurityDisabledException;

/** Looks at the broker, the topics, who may do what with them, and what the services have published. */
record BrokerExamination(CommonSettings settings) {

    /**
     * The broker and its topics as they are. A broker that does not answer is a finding, too.
     *
     * @param principals
     *            whom services are known to the broker as, where that is told
     */
    List<Diagnosis> broker(Map<ServiceKind, String> principals) {
        String servers = settings.bootstrapServers();
        try (Admin admin = new KafkaClients(settings, "cli").admin()) {
            int nodes = get(admin.describeCluster().nodes()).size();
            List<Diagnosis> all = new ArrayList<>();
            all.add(Diagnosis.ok("broker", "%d brokers at %s".formatted(nodes, servers)));
            version(admin).ifPresent(all::add);
            Set<String> there = new HashSet<>(get(admin.listTopics().names()));
            List<String> names = settings.topics().all().stream().map(Topics.Spec::name).filter(there::contains)
                    .toList();
            Map<String, TopicDescription> descriptions = get(admin.describeTopics(names,
                    new DescribeTopicsOptions().includeAuthorizedOperations(true)).allTopicNames());
            all.addAll(topics(admin, descriptions));
            all.add(OwnRights.of(settings.topics(), descriptions, servers));
            all.addAll(acls(admin, principals));
            return all;
        } catch (ExecutionException | TimeoutException e) {
            return List.of(Diagnosis.fail("broker", "the one at %s does not answer or refuses: %s".formatted(servers,
                    e.getCause() == null ? "no answer in time" : e.getCause().getMessage()),
                    "set MUSTER_BOOTSTRAP_SERVERS, and MUSTER_KAFKA_PROPERTIES where the broker wants TLS or a password"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure(ExitCode.FAULT, "interrupted", e);
        }
    }

    /** A broker does not tell its release, but how it stores its metadata, which grows with each. */
    private Optional<Diagnosis> version(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        FinalizedVersionRange level = get(admin.describeFeatures().featureMetadata()).finalizedFeatures()
                .get("metadata.version");
        return level == null
                ? Optional.empty()
                : Optional.of(Diagnosis.ok("broker version", "metadata.version level " + level.maxVersionLevel()));
    }

    private List<Diagnosis> topics(Admin admin, Map<String, TopicDescription> descriptions)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<ConfigResource, KafkaFuture<Config>> configs = admin.describeConfigs(descriptions.keySet().stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList()).values();
        Map<String, Topics.Spec> actual = new HashMap<>();
        List<Diagnosis> all = new ArrayList<>();
        Set<String> closed = new HashSet<>();
        for (Map.Entry<ConfigResource, KafkaFuture<Config>> asked : configs.entrySet()) {
            String name = asked.getKey().name();
            TopicDescription description = descriptions.get(name);
            try {
                Map<String, String> values = get(asked.getValue()).entries().stream()
                        .filter(each -> each.value() != null)
                        .collect(Collectors.toMap(each -> each.name(), each -> each.value()));
                actual.put(name, new Topics.Spec(name, description == null ? 0 : description.partitions().size(),
                        values));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof AuthorizationException)) {
                    throw e;
                }
                closed.add(name);
                all.add(Diagnosis.warn("topic " + name, "you may not see how it is set",
                        OwnRights.grant(settings.bootstrapServers(), "DescribeConfigs", name)));
            }
        }
        all.addAll(0, Diagnosis.topics(settings.topics().all().stream().filter(each -> !closed.contains(each.name()))
                .toList(), actual, settings.bootstrapServers()));
        return all;
    }

    private List<Diagnosis> acls(Admin admin, Map<ServiceKind, String> principals)
            throws ExecutionException, InterruptedException, TimeoutException {
        String servers = settings.bootstrapServers();
        try {
            AclFindings acls = new AclFindings(get(admin.describeAcls(AclBindingFilter.ANY).values()),
                    settings.topics(), servers);
            List<Diagnosis> all = new ArrayList<>(acls.writers());
            principals.forEach((service, principal) -> all
                    .add(acls.service(service, principal, service.brokerRights(settings.topics()))));
            if (principals.isEmpty()) {
                all.add(Diagnosis.ok("ACLs of services", "not checked: name whom they are known to the broker as, with"
                        + " --principal watcher=User:NAME and so on"));
            }
            return all;
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case SecurityDisabledException _ -> List.of(Diagnosis.warn("ACLs",
                        "the broker has no authorizer: whoever reaches it may write what only the watcher should",
                        "set authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer, see docs/security.md"));
                case AuthorizationException _ -> List.of(Diagnosis.warn("ACLs",
                        "you may not see them, so that those of services are not checked",
                        "kafka-acls --bootstrap-server %s --add --allow-principal User:YOU --operation Describe --cluster"
                                .formatted(servers)));
                case null, default -> throw e;
            };
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
        Stream.concat(present.meshes().values().stream(), present.members().values().stream())
                .map(BrokerExamination::observed)
                .max(Comparator.naturalOrder()).ifPresent(newest -> all.add(Clocks.newest(Instant.now(), newest)));
        MeshStatus.all(present).stream().filter(each -> !each.isSettled())
                .forEach(each -> all.add(Diagnosis.warn("mesh " + each.mesh(), "is not settled",
                        "muster status " + each.mesh())));
        all.add(deadLetters == 0
                ? Diagnosis.ok("dead letters", "none")
                : Diagnosis.warn("dead letters", deadLetters + " records could not be read",
                        "muster dead-letters list"));
        return all;
    }

    private static Instant observed(Event event) {
        return switch (event.payload()) {
            case MemberState member -> member.observed();
            case MeshState mesh -> mesh.observed();
            case null, default -> event.time();
        };
    }
}
