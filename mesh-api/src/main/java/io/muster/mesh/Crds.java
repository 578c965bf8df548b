package io.muster.mesh;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The custom resource definitions that Muster ships, for clusters that have none of them yet. */
public final class Crds {

    private static final List<String> RESOURCES = List.of("/crds/servicemeshcontrolplanes.maistra.io.yaml",
            "/crds/servicemeshmemberrolls.maistra.io.yaml", "/crds/servicemeshmembers.maistra.io.yaml");

    private Crds() {}

    /** Where the definitions are on the classpath, as absolute names for {@link Class#getResourceAsStream}. */
    public static List<String> resources() {
        return RESOURCES;
    }

    /** The definitions themselves, anew at each call: they are mutable. */
    public static List<CustomResourceDefinition> load() {
        KubernetesSerialization serialization = new KubernetesSerialization();
        return RESOURCES.stream().map(name -> load(serialization, name)).toList();
    }

    private static CustomResourceDefinition load(KubernetesSerialization serialization, String name) {
        try (InputStream in = Crds.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar of mesh-api is incomplete: it lacks " + name);
            }
            return serialization.unmarshal(in, CustomResourceDefinition.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
