package io.muster.member;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.muster.events.Concern;
import io.muster.events.Topics;
import io.muster.runtime.BrokerRights;
import io.muster.runtime.ConcernService;
import io.muster.runtime.Feeds;
import io.muster.runtime.Foresight;
import io.muster.runtime.Service;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Starts member-service. */
public final class MemberService {

    /** The service's name: in its consumer group, its field manager and the source of its events. */
    public static final String NAME = "member-service";

    private MemberService() {}

    /**
     * What the service would do on this cluster as it is now.
     *
     * @param required
     *            what the services would do that must have applied their concerns before a namespace is labelled
     * @throws io.fabric8.kubernetes.client.KubernetesClientException
     *             if Namespaces cannot be read
     */
    public static MemberForesight foresee(KubernetesClient client, List<Foresight> required) {
        return MemberForesight.read(client, required);
    }

    /** What the service does on the broker, if it waits for every other concern. */
    public static BrokerRights brokerRights(Topics topics) {
        return ConcernService.rights(
                new ConcernService.About(NAME, Concern.MEMBER, Set.copyOf(MemberSettings.POSSIBLE)), topics);
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
        MemberSettings settings = MemberSettings.read(environment);
        return ConcernService.start(new ConcernService.About(NAME, Concern.MEMBER, settings.required()),
                settings.common(), Clock.systemUTC(), shared, context -> new MemberLogic(context, settings));
    }
}
