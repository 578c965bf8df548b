package io.muster.member;

import io.muster.events.Concern;
import io.muster.runtime.ConcernService;
import io.muster.runtime.Service;
import java.time.Clock;
import java.util.Map;

/** Starts member-service. */
public final class MemberService {

    /** The service's name: in its consumer group, its field manager and the source of its events. */
    public static final String NAME = "member-service";

    private MemberService() {}

    /**
     * Starts the service; returns when it has joined its group and watches, which is before it is ready.
     *
     * @param environment
     *            its settings, see {@code README.md} of this module
     * @throws io.muster.runtime.StartFailure
     *             if settings, broker or API server are not as they must be
     */
    public static Service start(Map<String, String> environment) {
        MemberSettings settings = MemberSettings.read(environment);
        return ConcernService.start(new ConcernService.About(NAME, Concern.MEMBER, settings.required()),
                settings.common(), Clock.systemUTC(), context -> new MemberLogic(context, settings));
    }
}
