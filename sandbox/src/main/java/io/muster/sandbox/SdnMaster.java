package io.muster.sandbox;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stand-in for the master of OpenShift SDN's multitenant plugin, on a real API server that has the kind NetNamespace:
 * gives every namespace a NetNamespace with a netid of its own, and carries out the requests that are annotated there
 * as the real one does. It can be told to be slow, deaf, or a liar.
 */
public final class SdnMaster implements AutoCloseable {

    /** How requests are treated. */
    public enum Manner {
        /** Carried out. */
        HONEST,
        /** Not looked at: as when the master is down. They are once the manner changes. */
        DEAF,
        /** Taken off without being carried out, as by the SDN's other plugins. */
        LYING
    }

    /** On the class path: the kinds of OpenShift's network, for an API server that does not have them. */
    public static final String NET_NAMESPACES = "/crds/netnamespaces.network.openshift.io.yaml";
    public static final String CLUSTER_NETWORKS = "/crds/clusternetworks.network.openshift.io.yaml";
    public static final String NETWORKS = "/crds/networks.config.openshift.io.yaml";

    private static final Logger LOG = LoggerFactory.getLogger(SdnMaster.class);
    private static final String CHANGE = "pod.network.openshift.io/multitenant.change-network";
    private static final String NETID = "netid";
    private static final long FIRST_NETID = 1000;
    private static final ResourceDefinitionContext KIND = new ResourceDefinitionContext.Builder()
            .withGroup("network.openshift.io").withVersion("v1").withKind("NetNamespace").withPlural("netnamespaces")
            .withNamespaced(false).build();

    private final KubernetesClient client;
    private final ScheduledThreadPoolExecutor thread;
    private final SharedIndexInformer<Namespace> namespaces;
    private final SharedIndexInformer<GenericKubernetesResource> netNamespaces;
    private volatile Manner manner = Manner.HONEST;
    private volatile Duration delay = Duration.ZERO;
    private long lastNetid = FIRST_NETID;

    private SdnMaster(KubernetesClient client) {
        this.client = client;
        this.thread = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("sdn-master").factory());
        this.namespaces = client.namespaces().runnableInformer(0);
        this.netNamespaces = client.genericKubernetesResources(KIND).runnableInformer(0);
        namespaces.addEventHandler(told(this::namespaceChanged));
        netNamespaces.addEventHandler(told(name -> later(() -> answer(name), delay)));
        namespaces.exceptionHandler((started, error) -> true);
        netNamespaces.exceptionHandler((started, error) -> true);
    }

    /** Starts; the client stays its owner's. */
    public static SdnMaster start(KubernetesClient client) {
        SdnMaster master = new SdnMaster(client);
        master.namespaces.start();
        master.netNamespaces.start();
        return master;
    }

    /** From now on; what is pending is looked at anew. */
    public void treatRequests(Manner newManner) {
        manner = newManner;
        netNamespaces.getStore().list().forEach(object -> later(() -> answer(object.getMetadata().getName()), delay));
    }

    /** How long a request lies there before it is looked at. */
    public void takeTime(Duration newDelay) {
        delay = newDelay;
    }

    @Override
    public void close() {
        namespaces.stop();
        netNamespaces.stop();
        thread.shutdownNow();
    }

    private interface Told {
        void changed(String name);
    }

    private static <T extends HasMetadata> ResourceEventHandler<T> told(Told told) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {
                told.changed(object.getMetadata().getName());
            }

            @Override
            public void onUpdate(T before, T after) {
                told.changed(after.getMetadata().getName());
            }

            @Override
            public void onDelete(T object, boolean unknownFinalState) {
                told.changed(object.getMetadata().getName());
            }
        };
    }

    private void namespaceChanged(String name) {
        later(() -> {
            boolean isThere = namespaces.getStore().getByKey(name) != null;
            GenericKubernetesResource own = all().withName(name).get();
            if (isThere && own == null) {
                create(name);
            } else if (!isThere && own != null) {
                all().withName(name).delete();
            }
        }, Duration.ZERO);
    }

    private void later(Runnable work, Duration after) {
        if (thread.isShutdown()) {
            return;
        }
        var _ = thread.schedule(() -> {
            try {
                work.run();
            } catch (KubernetesClientException e) {
                // As the real one does: whatever could not be done stays as it is, until it changes.
                LOG.atInfo().addKeyValue("reason", e.getMessage()).log("the SDN's master only logs an error");
            } catch (RuntimeException e) {
                LOG.error("a fault in the stand-in of the SDN's master", e);
            }
        }, after.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void create(String name) {
        GenericKubernetesResource object = new GenericKubernetesResource();
        object.setApiVersion("network.openshift.io/v1");
        object.setKind("NetNamespace");
        object.setMetadata(new ObjectMetaBuilder().withName(name).build());
        object.setAdditionalProperty("netname", name);
        object.setAdditionalProperty(NETID, name.equals("default") ? 0L : freshNetid());
        client.resource(object).create();
    }

    private void answer(String name) {
        GenericKubernetesResource object = manner == Manner.DEAF ? null : all().withName(name).get();
        Map<String, String> annotations = object == null ? null : object.getMetadata().getAnnotations();
        String change = annotations == null ? null : annotations.get(CHANGE);
        if (object == null || change == null) {
            return;
        }
        if (manner == Manner.HONEST) {
            Long netid = netidAfter(object, change);
            if (netid == null) {
                LOG.atInfo().addKeyValue("namespace", name).addKeyValue("request", change)
                        .log("the SDN's master cannot do this, and only logs it");
                return;
            }
            object.setAdditionalProperty(NETID, netid);
        }
        object.getMetadata().getAnnotations().remove(CHANGE);
        try {
            client.resource(object).update();
        } catch (KubernetesClientException e) {
            if (e.getCode() != 409) {
                throw e;
            }
            later(() -> answer(name), Duration.ZERO);
        }
    }

    private @Nullable Long netidAfter(GenericKubernetesResource object, String change) {
        if (change.equals("global")) {
            return 0L;
        }
        if (change.equals("isolate")) {
            // One that has its netid for itself is isolated already.
            long own = Objects.requireNonNull(netid(object));
            long holders = netNamespaces.getStore().list().stream()
                    .filter(other -> Objects.equals(netid(other), own)).count();
            return own != 0 && holders < 2 ? Long.valueOf(own) : Long.valueOf(freshNetid());
        }
        GenericKubernetesResource target = change.startsWith("join:")
                ? all().withName(change.substring("join:".length())).get()
                : null;
        return target == null ? null : netid(target);
    }

    private long freshNetid() {
        lastNetid = netNamespaces.getStore().list().stream().map(SdnMaster::netid).filter(Objects::nonNull)
                .mapToLong(Long::longValue).reduce(lastNetid, Math::max) + 1;
        return lastNetid;
    }

    private static @Nullable Long netid(GenericKubernetesResource object) {
        return object.getAdditionalProperties().get(NETID) instanceof Number number ? number.longValue() : null;
    }

    private NonNamespaceOperation<GenericKubernetesResource, ?, Resource<GenericKubernetesResource>> all() {
        return client.genericKubernetesResources(KIND);
    }
}
