package io.muster.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Table;
import io.fabric8.kubernetes.api.model.TableColumnDefinition;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.muster.events.Claim;
import io.muster.events.Concern;
import io.muster.events.MeshState;
import io.muster.events.Outcome;
import io.muster.events.Outcome.ObjectOutcome;
import io.muster.events.Outcome.Result;
import io.muster.mesh.Conditions;
import io.muster.mesh.MemberNamespaceStatus;
import io.muster.mesh.MeshKeys;
import io.muster.mesh.ServiceMeshControlPlane;
import io.muster.mesh.ServiceMeshMember;
import io.muster.mesh.ServiceMeshMemberRoll;
import io.muster.testing.ControlPlaneUnderTest;
import io.muster.testing.KafkaUnderTest;
import io.muster.testing.RealServers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rolls, statuses and Events, on real servers. */
@ExtendWith(RealServers.class)
class StatusesIT {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final KafkaUnderTest kafka;
    private final ControlPlaneUnderTest cluster;

    StatusesIT(KafkaUnderTest kafka, ControlPlaneUnderTest cluster) {
        this.kafka = kafka;
        this.cluster = cluster;
    }

    @Test
    void oneNamespaceThatJoinsAnIdleMeshCostsOneStatusWriteAndOneEvent() {
        try (Stage stage = new Stage(kafka, cluster)) {
            stage.list(stage.cp);
            stage.census();
            stage.start();
            await().atMost(LONG).until(() -> stage.readyReason(stage.cp).equals(Conditions.CONFIGURED));
            await().atMost(LONG).until(stage::isReady);
            // the pace of the first write is over
            await().pollDelay(Duration.ofMillis(1200)).until(stage::isReady);
            String bookinfo = stage.namespace("bookinfo");

            try (Stage.Seen seen = stage.watchRoll()) {
                stage.list(stage.cp, bookinfo);
                stage.joined(bookinfo);
                stage.applied(bookinfo);
                await().atMost(LONG).until(() -> stage.configured().equals(List.of(bookinfo)));
                await().atMost(LONG).until(() -> !stage.told(stage.cp).isEmpty());
                await().pollDelay(Duration.ofMillis(1500)).until(stage::isReady);

                assertThat(seen.statusWrites()).hasSize(1);
                assertThat(stage.told(stage.cp)).containsExactly("Joined: namespace %s joined".formatted(bookinfo));
                assertThat(stage.status(stage.cp).getAnnotations()).containsEntry("configuredMemberCount", "1/1");
                assertThat(stage.readyReason(stage.cp)).isEqualTo(Conditions.CONFIGURED);
            }
        }
    }

    @Test
    void manyThatJoinCostOneStatusWriteASecondAndFewEvents() {
        try (Stage stage = new Stage(kafka, cluster)) {
            List<String> names = stage.namespaces(100, "many");
            stage.list(stage.cp);
            stage.census();
            stage.start();
            await().atMost(LONG).until(() -> stage.readyReason(stage.cp).equals(Conditions.CONFIGURED));
            try (Stage.Seen seen = stage.watchRoll()) {
                stage.list(stage.cp, names.toArray(String[]::new));
                names.forEach(name -> {
                    stage.joined(name);
                    stage.applied(name);
                });
                await().atMost(LONG).until(() -> stage.configured().equals(names));
                await().atMost(LONG).until(() -> stage.readyReason(stage.cp).equals(Conditions.CONFIGURED));
                await().pollDelay(Duration.ofMillis(1500)).until(stage::isReady);

                List<Instant> writes = seen.statusWrites();
                for (int from = 0; from < writes.size(); from++) {
                    for (int to = from + 1; to < writes.size(); to++) {
                        // the watch tells of one sooner than of another
                        assertThat(Duration.between(writes.get(from), writes.get(to)).plusMillis(300))
                                .as("from write %d to write %d", from, to).isGreaterThan(Duration.ofSeconds(to - from));
                    }
                }
                assertThat(stage.events(stage.cp)).hasSizeLessThanOrEqualTo(writes.size());
                assertThat(stage.status(stage.cp).getMemberStatuses()).hasSize(100);
            }
        }
    }

    @Test
    void aSteadyStateAndARestartWriteNothing() {
        try (Stage stage = new Stage(kafka, cluster)) {
            String bookinfo = stage.namespace("bookinfo");
            String reviews = stage.namespace("reviews");
            stage.list(stage.cp, bookinfo, "not-there");
            stage.meshRecord(stage.cp, List.of(), List.of("not-there"));
            stage.admin.resource(stage.object(reviews, stage.cp)).create();
            stage.joined(bookinfo);
            stage.joined(reviews);
            stage.applied(bookinfo, reviews);
            stage.census();
            stage.start();
            await().atMost(LONG).until(() -> stage.configured().size() == 2);
            await().atMost(LONG).until(() -> stage.objectCondition(reviews, Conditions.READY)
                    .filter(ready -> ready.getStatus().equals("True")).isPresent());
            await().atMost(LONG).until(() -> !stage.told(stage.cp).isEmpty());
            await().pollDelay(Duration.ofMillis(2500)).until(stage::isReady);
            Map<String, String> versions = versions(stage, bookinfo, reviews);
            int events = stage.events(stage.cp).size();

            stage.stop();
            stage.start();
            await().atMost(LONG).until(stage::isReady);
            await().pollDelay(Duration.ofMillis(2500)).until(stage::isReady);

            assertThat(versions(stage, bookinfo, reviews)).isEqualTo(versions);
            assertThat(stage.events(stage.cp)).hasSize(events);
        }
    }

    @Test
    void reportsEveryNamespaceThatIsNotReadyWithWhatToDo() {
        try (Stage stage = new Stage(kafka, cluster)) {
            String fine = stage.namespace("fine");
            String failing = stage.namespace("failing");
            String foreign = stage.namespace("foreign");
            String taken = stage.namespace("taken");
            stage.list(stage.cp, fine, failing, foreign, taken, "not-there");
            stage.meshRecord(stage.cp, List.of(new MeshState.Conflict(taken, Claim.LISTED, "mesh-b")),
                    List.of("not-there"));
            List.of(fine, failing, foreign).forEach(stage::joined);
            stage.applied(fine, failing, foreign);
            stage.say(failing, Concern.CNI, Outcome.State.FAILED, "quota exceeded");
            stage.say(foreign, Concern.RBAC, Outcome.State.CONFLICT, "RoleBinding istiod: not ours",
                    new ObjectOutcome("RoleBinding", "istiod", Result.CONFLICT, "not ours"));
            stage.say(fine, Concern.RBAC, Outcome.State.APPLIED, "",
                    new ObjectOutcome("RoleBinding", "evil", Result.REFUSED, "the ClusterRole is not owned"));
            stage.census();
            stage.start();

            await().atMost(LONG).until(() -> stage.configured().equals(List.of(fine)));
            await().atMost(LONG)
                    .until(() -> reason(stage, taken).equals(Conditions.REFERENCES_DIFFERENT_CONTROL_PLANE));
            assertThat(stage.status(stage.cp).getMembers()).hasSize(5);
            assertThat(stage.status(stage.cp).getPendingMembers()).hasSize(4);
            assertThat(stage.status(stage.cp).getAnnotations()).containsEntry("configuredMemberCount", "1/5");
            assertThat(stage.readyReason(stage.cp)).isEqualTo(Conditions.RECONCILE_ERROR);
            assertThat(reason(stage, "not-there")).isEqualTo(Conditions.NAMESPACE_NOT_EXISTS);
            assertThat(message(stage, failing)).isEqualTo("cni: quota exceeded");
            assertThat(message(stage, foreign)).isEqualTo("rbac: RoleBinding istiod: not ours");
            assertThat(message(stage, fine)).contains("RoleBinding evil", "not owned");
            await().atMost(LONG).until(() -> stage.told(stage.cp).size() == 4);
            assertThat(stage.told(stage.cp)).anyMatch(told -> told.startsWith("Failed: namespace " + failing))
                    .anyMatch(told -> told.startsWith("Conflict: 2 namespaces are in conflict"))
                    .anyMatch(told -> told.startsWith("Refused: namespace " + fine))
                    .anyMatch(told -> told.equals("Joined: namespace %s joined".formatted(fine)));

            // a change of the control plane keeps who is configured, and says that it is not ready
            stage.meshRecord(stage.cp, "2.5.2", List.of(), List.of());
            await().atMost(LONG).until(() -> message(stage, fine).contains("has not answered yet"));
            assertThat(stage.configured()).containsExactly(fine);
            assertThat(stage.label(fine)).isEqualTo(stage.cp);
        }
    }

    @Test
    void makesAMeshTheRollItNeedsAndDeletesItWhenItIsNeededNoMore() {
        try (Stage stage = new Stage(kafka, cluster)) {
            String reviews = stage.namespace("reviews");
            stage.census();
            stage.start();
            await().atMost(LONG).until(stage::isReady);
            assertThat(stage.roll(stage.cp)).isEmpty();

            ServiceMeshMember object = stage.admin.resource(stage.object(reviews, stage.cp)).create();
            await().atMost(LONG).until(() -> stage.roll(stage.cp).isPresent());
            assertThat(stage.roll(stage.cp).orElseThrow().getMetadata().getAnnotations())
                    .containsEntry(MeshKeys.CREATED_BY, MeshKeys.CREATED_BY_MEMBER);
            stage.joined(reviews);
            stage.applied(reviews);
            await().atMost(LONG).until(() -> stage.configured().equals(List.of(reviews)));
            await().atMost(LONG).until(() -> stage.objectCondition(reviews, Conditions.READY)
                    .filter(ready -> ready.getStatus().equals("True")).isPresent());
            assertThat(stage.objectCondition(reviews, Conditions.RBAC_READY)).map(Condition::getStatus)
                    .hasValue("True");
            await().atMost(LONG).until(
                    () -> stage.told(reviews).contains("Joined: namespace %s joined".formatted(reviews)));

            stage.admin.resource(object).delete();
            stage.left(reviews);
            await().atMost(LONG).until(() -> stage.roll(stage.cp).isEmpty());
        }
    }

    @Test
    void makesAClusterWideControlPlaneARollThatSelects() {
        try (Stage stage = new Stage(kafka, cluster)) {
            String wide = stage.namespace("wide");
            stage.controlPlane(wide, "basic", Map.of("version", "v2.5", "mode", "ClusterWide"));
            stage.census();
            stage.start();

            await().atMost(LONG).until(() -> stage.roll(wide).isPresent());
            assertThat(stage.roll(wide).orElseThrow().getSpec().getMemberSelectors()).singleElement()
                    .satisfies(selector -> assertThat(selector.getMatchLabels())
                            .isEqualTo(Map.of("istio-injection", "enabled")));
            stage.admin.resources(ServiceMeshControlPlane.class).inNamespace(wide).delete();
            await().atMost(LONG).until(() -> stage.readyReason(wide).equals(Conditions.SMCP_MISSING));
        }
    }

    @Test
    void saysWhatIsWrongWithAMeshOrAMemberObject() {
        try (Stage stage = new Stage(kafka, cluster)) {
            String none = stage.namespace("none");
            stage.list(none, "a");
            String two = stage.mesh("two");
            stage.controlPlane(two, "second", Map.of("version", "v2.5"));
            stage.list(two);
            String orphan = stage.namespace("orphan");
            stage.admin.resource(stage.object(orphan, none)).create();
            String taken = stage.namespace("taken");
            stage.list(stage.cp, taken);
            stage.joined(taken);
            String other = stage.mesh("other");
            stage.admin.resource(stage.object(taken, other)).create();
            stage.census();
            stage.start();

            await().atMost(LONG).until(() -> stage.readyReason(none).equals(Conditions.SMCP_MISSING));
            await().atMost(LONG).until(() -> stage.readyReason(two).equals(Conditions.MULTIPLE_SMCPS));
            await().atMost(LONG).until(() -> objectReason(stage, orphan).equals(Conditions.CONTROL_PLANE_MISSING));
            await().atMost(LONG).until(
                    () -> objectReason(stage, taken).equals(Conditions.REFERENCES_DIFFERENT_CONTROL_PLANE));
            assertThat(stage.objectCondition(taken, Conditions.RECONCILED).map(Condition::getMessage).orElse(""))
                    .contains("mesh " + stage.cp + " holds it");
            assertThat(stage.status(none).getMeshGeneration()).isZero();
        }
    }

    @Test
    void neverOverwritesWhatAnotherWriterChanged() {
        try (Stage stage = new Stage(kafka, cluster)) {
            List<String> names = stage.namespaces(5, "race");
            stage.list(stage.cp);
            stage.census();
            stage.start();
            await().atMost(LONG).until(() -> stage.readyReason(stage.cp).equals(Conditions.CONFIGURED));

            // another writer keeps changing spec and status of the roll while members join
            List<String> listed = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i);
                listed.add(name);
                stage.list(stage.cp, listed.toArray(String[]::new));
                stage.joined(name);
                stage.applied(name);
                for (int j = 0; j < 20; j++) {
                    stage.admin.resources(ServiceMeshMemberRoll.class).inNamespace(stage.cp).withName("default")
                            .subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE),
                                    "{\"status\":{\"annotations\":{\"foreign\":\"%d-%d\"}}}".formatted(i, j));
                }
            }
            await().atMost(LONG).until(() -> stage.configured().equals(names));
            await().atMost(LONG).until(() -> stage.readyReason(stage.cp).equals(Conditions.CONFIGURED));

            ServiceMeshMemberRoll roll = stage.roll(stage.cp).orElseThrow();
            assertThat(roll.getSpec().getMembers()).isEqualTo(names);
            assertThat(Objects.requireNonNull(roll.getStatus()).getObservedGeneration())
                    .isEqualTo(roll.getMetadata().getGeneration());
            assertThat(roll.getStatus().getAnnotations()).containsEntry("foreign", "4-19")
                    .containsEntry("configuredMemberCount", "5/5");
        }
    }

    @Test
    void fillsTheColumnsThatKubectlShows() {
        try (Stage stage = new Stage(kafka, cluster)) {
            String reviews = stage.namespace("reviews");
            stage.list(stage.cp);
            stage.admin.resource(stage.object(reviews, stage.cp)).create();
            stage.joined(reviews);
            stage.applied(reviews);
            stage.census();
            stage.start();

            await().atMost(LONG).until(() -> row(stage, ServiceMeshMemberRoll.class, stage.cp).get("Ready"),
                    "1/1"::equals);
            await().atMost(LONG).until(() -> row(stage, ServiceMeshMember.class, reviews).get("Ready"),
                    "True"::equals);
            assertThat(row(stage, ServiceMeshMemberRoll.class, stage.cp)).containsEntry("Status", "Configured");
            assertThat(row(stage, ServiceMeshMember.class, reviews)).containsEntry("Control Plane",
                    stage.cp + "/basic");
        }
    }

    private static <T extends CustomResource<?, ?>> Map<String, Object> row(Stage stage, Class<T> type,
            String namespace) {
        Table table = stage.admin.resources(type).inNamespace(namespace).withName("default").getAsTable();
        Map<String, Object> row = new HashMap<>();
        List<TableColumnDefinition> columns = table.getColumnDefinitions();
        for (int i = 0; i < columns.size(); i++) {
            row.put(columns.get(i).getName(), table.getRows().getFirst().getCells().get(i));
        }
        return row;
    }

    private static Map<String, String> versions(Stage stage, String... namespaces) {
        Map<String, String> versions = new HashMap<>();
        versions.put("roll", stage.roll(stage.cp).orElseThrow().getMetadata().getResourceVersion());
        versions.put("cp", stage.admin.namespaces().withName(stage.cp).get().getMetadata().getResourceVersion());
        for (String namespace : namespaces) {
            versions.put(namespace,
                    stage.admin.namespaces().withName(namespace).get().getMetadata().getResourceVersion());
            stage.admin.resources(ServiceMeshMember.class).inNamespace(namespace).list().getItems().forEach(
                    object -> versions.put(namespace + "/object", object.getMetadata().getResourceVersion()));
        }
        return versions;
    }

    private static Optional<Condition> entry(Stage stage, String namespace) {
        List<MemberNamespaceStatus> entries = Optional.ofNullable(stage.status(stage.cp).getMemberStatuses())
                .orElse(List.of());
        return entries.stream().filter(entry -> namespace.equals(entry.getNamespace())).findFirst()
                .flatMap(entry -> ConditionChanges.find(entry.getConditions(), Conditions.READY));
    }

    private static String reason(Stage stage, String namespace) {
        return entry(stage, namespace).map(Condition::getReason).orElse("");
    }

    private static String message(Stage stage, String namespace) {
        return entry(stage, namespace).map(Condition::getMessage).orElse("");
    }

    private static String objectReason(Stage stage, String namespace) {
        return stage.objectCondition(namespace, Conditions.READY).map(Condition::getReason).orElse("");
    }
}
