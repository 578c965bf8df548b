package io.muster.cni;

import io.muster.runtime.ObjectKind;
import java.util.Map;
import java.util.function.Supplier;

/** Attachment definitions as objects to keep: their spec. */
final class AttachmentKind implements ObjectKind<NetworkAttachmentDefinition> {

    @Override
    public Class<NetworkAttachmentDefinition> type() {
        return NetworkAttachmentDefinition.class;
    }

    @Override
    public Supplier<NetworkAttachmentDefinition> empty() {
        return NetworkAttachmentDefinition::new;
    }

    @Override
    public Map<String, Object> content(NetworkAttachmentDefinition attachment) {
        return Map.of("spec", spec(attachment));
    }

    @Override
    public void copyContent(NetworkAttachmentDefinition from, NetworkAttachmentDefinition to) {
        to.setSpec(spec(from));
    }

    @Override
    public boolean canBecome(NetworkAttachmentDefinition live, NetworkAttachmentDefinition desired) {
        return true;
    }

    /** The former operator wrote none at all, which is the same to Multus. */
    private static Map<String, Object> spec(NetworkAttachmentDefinition attachment) {
        return attachment.getSpec() == null ? Map.of() : attachment.getSpec();
    }
}
