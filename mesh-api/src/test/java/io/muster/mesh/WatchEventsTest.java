package io.muster.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WatchEventsTest {

    private static final KubernetesSerialization QUICK = MeshSerialization.tolerant();
    private static final KubernetesSerialization CLIENTS = new KubernetesSerialization();

    static Stream<Arguments> events() {
        return Stream.of(Arguments.of(RoleBinding.class, """
                {"type":"ADDED","object":{"kind":"RoleBinding","apiVersion":"rbac.authorization.k8s.io/v1",
                 "metadata":{"name":"istiod","namespace":"shop","uid":"u","resourceVersion":"7","labels":{"a":"b"},
                 "managedFields":[{"manager":"kubectl","operation":"Apply","fieldsV1":{"f:metadata":{"f:labels":{}}}}]},
                 "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"istiod"},
                 "subjects":[{"kind":"ServiceAccount","name":"istiod","namespace":"istio-system"}]}}"""),
                Arguments.of(Namespace.class, """
                        {"type":"BOOKMARK","object":{"kind":"Namespace","apiVersion":"v1",
                         "metadata":{"resourceVersion":"12746"},"spec":{},"status":{}}}"""),
                Arguments.of(Status.class, """
                        {"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",
                         "message":"too old resource version: 1 (2)","reason":"Expired","code":410}}"""),
                Arguments.of(ServiceMeshMemberRoll.class, """
                        {"type":"MODIFIED","object":{"apiVersion":"maistra.io/v1","kind":"ServiceMeshMemberRoll",
                         "metadata":{"name":"default"},"spec":{"members":["a"],"mine":{"x":1}},
                         "status":{"members":["a"]}}}"""),
                Arguments.of(GenericKubernetesResource.class, """
                        {"type":"DELETED","object":{"apiVersion":"example.com/v1","kind":"Other",
                         "metadata":{"name":"x"},"spec":{"a":[1,{"b":null}]}}}"""),
                Arguments.of(Namespace.class, """
                        {"type":"ADDED","object":{"kind":"Namespace","apiVersion":"v1"}}"""));
    }

    @ParameterizedTest
    @MethodSource("events")
    void areReadAsTheClientReadsThem(Class<?> type, String json) {
        WatchEvent event = QUICK.unmarshal(json, WatchEvent.class);

        assertThat(event.getObject()).isInstanceOf(type);
        assertThat(event).isEqualTo(CLIENTS.unmarshal(json, WatchEvent.class));
    }

    @Test
    void anObjectThatSaysItsKindLateIsOneOfNoKnownClass() {
        WatchEvent event = QUICK.unmarshal("""
                {"object":{"metadata":{"name":"x"},"kind":"Namespace","apiVersion":"v1"},"more":[1],"type":"ADDED"}""",
                WatchEvent.class);

        assertThat(event.getType()).isEqualTo("ADDED");
        assertThat(event.getObject()).isInstanceOfSatisfying(GenericKubernetesResource.class, object -> {
            assertThat(object.getKind()).isEqualTo("Namespace");
            assertThat(object.getMetadata().getName()).isEqualTo("x");
        });
    }

    @Test
    void aWrongTypeSpoilsOneFieldOnly() {
        WatchEvent event = QUICK.unmarshal("""
                {"type":"ADDED","object":{"apiVersion":"maistra.io/v1","kind":"ServiceMeshMemberRoll",
                 "metadata":{"name":"default"},"spec":{"members":"a"}}}""", WatchEvent.class);

        assertThat(event.getObject()).isInstanceOfSatisfying(ServiceMeshMemberRoll.class,
                roll -> assertThat(roll.getSpec().getUnknownFields()).containsEntry("members", "a"));
    }
}
