package io.muster.cni;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.events.Concern;
import io.muster.events.Topics;
import io.muster.runtime.BrokerRights;
import io.muster.runtime.ConcernService;
import io.muster.runtime.Feeds;
import io.muster.runtime.ForeseenObjects;
import io.muster.runtime.Foresight;
import io.muster.runtime.Service;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts cni-service. */
public final class CniService {

    /** The service's name: in its consumer group, its field manager and the source of its events. */
    public static final String NAME = "cni-service";

    private static final ConcernService.About ABOUT = new ConcernService.About(NAME, Concern.CNI);

    private CniService() {}

    /**
     * What the service would do on this cluster as it is now.
     *
     * @param environment
     *            the service's settings
     * @throws io.muster.runtime.StartFailure
     *             if settings are not as they must be
     * @throws io.fabric8.kubernetes.client.KubernetesClientException
     *             if attachment definitions cannot be read; a cluster that does not know them is no failure
     */
    public static Foresight foresee(KubernetesClient client, Map<String, String> environment) {
        CniSettings settings = CniSettings.read(environment);
        return new ForeseenObjects<>(new AttachmentKind(), client, NAME, settings.common().stripRules(),
                (member, mesh) -> Attachments.desired(member, mesh, settings.enabled()), true);
    }

    /** What the service does on the broker. */
    public static BrokerRights brokerRights(Topics topics) {
        return ConcernService.rights(ABOUT, topics);
    }

    /**
     * Starts the service; returns when it has joined its group and watches, which is before it is ready.
     *
     * @param environment
     *            its settings, see {@code README.md} of this module
     * @throws io.muster.runtime.StartFailure
     *             if settings, broker or API server are not as they must be
     */
    public static Service start(Map<String, String> environment) {
        return start(environment, null);
    }

    /**
     * The same, in a process that has other services, too.
     *
     * @param shared
     *            what it has for all of them, and starts when all listen; null: the service has its own
     */
    public static Service start(Map<String, String> environment, @Nullable Feeds shared) {
        CniSettings settings = CniSettings.read(environment);
        return ConcernService.start(ABOUT, settings.common(), Clock.systemUTC(), shared,
                context -> new CniLogic(context, settings.enabled()));
    }
}
