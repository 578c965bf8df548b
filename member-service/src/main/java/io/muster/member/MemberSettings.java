package io.muster.member;

import io.muster.events.Concern;
import io.muster.runtime.CommonSettings;
import io.muster.runtime.SettingsReader;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Settings of member-service.
 *
 * @param common
 *            those that every service has
 * @param required
 *            the concerns that must be applied before a namespace is labelled, and for it to be ready
 * @param removesStrays
 *            whether a member-of label that Muster did not set is taken from a namespace that no mesh holds
 * @param takeover
 *            whether to clear away what the former operator left on rolls and member objects
 */
record MemberSettings(CommonSettings common, Set<Concern> required, boolean removesStrays, boolean takeover) {

    /** The concerns that can be required. */
    static final List<Concern> POSSIBLE = List.of(Concern.RBAC, Concern.NETWORK, Concern.CNI);

    MemberSettings {
        required = Collections.unmodifiableSet(EnumSet.copyOf(required));
    }

    /**
     * Reads them.
     *
     * @throws io.muster.runtime.StartFailure
     *             listing everything that is wrong
     */
    static MemberSettings read(Map<String, String> environment) {
        SettingsReader reader = new SettingsReader(environment, "MEMBER");
        MemberSettings settings = read(reader);
        reader.finish();
        return settings;
    }

    static MemberSettings read(SettingsReader reader) {
        CommonSettings common = CommonSettings.read(reader);
        List<String> names = reader.list("MUSTER_MEMBER_REQUIRED", POSSIBLE.stream().map(Concern::id).toList(),
                "concerns that must be applied before a namespace is labelled: those whose services run here");
        Set<Concern> required = EnumSet.noneOf(Concern.class);
        for (String name : names) {
            POSSIBLE.stream().filter(concern -> concern.id().equals(name)).findFirst().ifPresentOrElse(required::add,
                    () -> reader.reject("MUSTER_MEMBER_REQUIRED", name, "some of rbac, network, cni"));
        }
        String strays = reader.text("MUSTER_MEMBER_STRAY_LABELS", "remove",
                "`remove` takes the label from namespaces that no mesh holds, `report` leaves what others put there");
        if (!strays.equals("remove") && !strays.equals("report")) {
            reader.reject("MUSTER_MEMBER_STRAY_LABELS", strays, "remove or report");
        }
        boolean takeover = reader.flag("MUSTER_MEMBER_TAKEOVER", false,
                "takes the former operator's finalizer off and deletes the member objects that it made");
        return new MemberSettings(common, required, strays.equals("remove"), takeover);
    }
}
