package io.muster.cli;

import io.muster.cni.CniService;
import io.muster.events.Topics;
import io.muster.member.MemberService;
import io.muster.network.NetworkService;
import io.muster.rbac.RbacService;
import io.muster.runtime.BrokerRights;
import io.muster.runtime.Feeds;
import io.muster.runtime.Service;
import io.muster.watcher.Watcher;
import io.muster.watcher.WatcherSettings;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The services there are, in the order of their start. */
enum ServiceKind {
    WATCHER("watcher"), RBAC("rbac-service"), NETWORK("network-service"), CNI("cni-service"), MEMBER("member-service");

    private final String id;

    ServiceKind(String id) {
        this.id = id;
    }

    /** Its name on the command line, in logs and in Kafka. */
    String id() {
        return id;
    }

    /**
     * Starts it; returns before it is ready.
     *
     * @throws io.muster.runtime.StartFailure
     *             if settings, broker or API server are not as they must be
     */
    Service start(Map<String, String> environment) {
        return start(environment, null);
    }

    /**
     * The same, beside others.
     *
     * @param shared
     *            what all of them have, to be started when all listen; null: it has its own
     */
    Service start(Map<String, String> environment, @Nullable Feeds shared) {
        return switch (this) {
            case WATCHER -> Watcher.start(WatcherSettings.read(environment), Clock.systemUTC(), shared);
            case RBAC -> RbacService.start(environment, shared);
            case NETWORK -> NetworkService.start(environment, shared);
            case CNI -> CniService.start(environment, shared);
            case MEMBER -> MemberService.start(environment, shared);
        };
    }

    /** What it does on the broker. */
    BrokerRights brokerRights(Topics topics) {
        return switch (this) {
            case WATCHER -> Watcher.brokerRights(topics);
            case RBAC -> RbacService.brokerRights(topics);
            case NETWORK -> NetworkService.brokerRights(topics);
            case CNI -> CniService.brokerRights(topics);
            case MEMBER -> MemberService.brokerRights(topics);
        };
    }

    /**
     * The concerns that these apply, as {@code MUSTER_MEMBER_REQUIRED} wants them: a namespace need not wait for a
     * service that does not run.
     */
    static String concerns(Collection<ServiceKind> started) {
        return started.stream().filter(kind -> switch (kind) {
            case WATCHER, MEMBER -> false;
            case RBAC, NETWORK, CNI -> true;
        }).map(kind -> kind.id.replace("-service", "")).collect(Collectors.joining(","));
    }

    /** By its name, with or without {@code -service}. */
    static Optional<ServiceKind> of(String name) {
        return Arrays.stream(values()).filter(kind -> kind.id.equals(name) || kind.id.equals(name + "-service"))
                .findFirst();
    }

    static List<String> ids() {
        return Arrays.stream(values()).map(ServiceKind::id).toList();
    }
}
