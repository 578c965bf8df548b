package io.muster.cni;

import io.muster.runtime.ConcernLogic;
import io.muster.runtime.Holding;
import io.muster.runtime.ServiceContext;
import java.util.List;

/** What cni-service knows that no other service does. */
final class CniLogic implements ConcernLogic {

    static final String NO_MULTUS = "Multus is not installed: the cluster does not know NetworkAttachmentDefinitions, so"
            + " members have none; they get them as soon as it does";

    private final Holding attachments;

    CniLogic(ServiceContext context, boolean enabled) {
        attachments = context.objectsIfKnown(new AttachmentKind(),
                (member, mesh) -> Attachments.desired(member, mesh, enabled), NO_MULTUS);
    }

    @Override
    public List<Holding> holdings() {
        return List.of(attachments);
    }
}
