package io.muster.mesh;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * The admission policies that Muster ships: the rules that the API server itself holds rolls, member objects and
 * control planes to. They are the files of {@code deploy/admission}.
 */
public final class Admission {

    private static final List<String> RESOURCES = List.of("/admission/control-planes.yaml",
            "/admission/member-objects.yaml", "/admission/member-rolls.yaml");

    private Admission() {}

    /** Where the policies are on the classpath, as absolute names for {@link Class#getResourceAsStream}. */
    public static List<String> resources() {
        return RESOURCES;
    }

    /** The policies, anew at each call: they are mutable. Without its binding a policy does nothing. */
    public static List<ValidatingAdmissionPolicy> policies() {
        return objects(ValidatingAdmissionPolicy.class);
    }

    /** What puts each of the policies in force, in the whole cluster; anew at each call. */
    public static List<ValidatingAdmissionPolicyBinding> bindings() {
        return objects(ValidatingAdmissionPolicyBinding.class);
    }

    private static <T extends HasMetadata> List<T> objects(Class<T> type) {
        KubernetesSerialization serialization = new KubernetesSerialization();
        return RESOURCES.stream().flatMap(name -> load(serialization, name)).filter(type::isInstance).map(type::cast)
                .toList();
    }

    private static Stream<?> load(KubernetesSerialization serialization, String name) {
        try (InputStream in = Admission.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar of mesh-api is incomplete: it lacks " + name);
            }
            List<?> documents = serialization.unmarshal(in);
            return documents.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
