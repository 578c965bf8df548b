package io.muster.mesh;

import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** The same control plane through the v1 API, the only one that shows what a 1.1 control plane's injector is told. */
@Group(MeshKeys.GROUP)
@Version(value = "v1", storage = false)
@Kind("ServiceMeshControlPlane")
@Singular("servicemeshcontrolplane")
@Plural("servicemeshcontrolplanes")
@ShortNames("smcp")
public final class ServiceMeshControlPlaneV1 extends ServiceMeshControlPlane {}
