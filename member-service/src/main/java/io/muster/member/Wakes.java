package io.muster.member;

import org.jspecify.annotations.Nullable;

/**
 * Passes on what informers tell. They tell from the moment they are made, when there is nobody yet to listen; what is
 * lost so is looked at when the service gets its share.
 */
final class Wakes implements MeshObjects.Listener {

    /** Who listens. */
    interface Target extends MeshObjects.Listener {

        /** The labels of a Namespace are other ones now, or it is gone or going. */
        void namespaceChanged(String namespace);
    }

    private volatile @Nullable Target target;

    void to(Target listener) {
        target = listener;
    }

    void namespaceChanged(String namespace) {
        Target listener = target;
        if (listener != null) {
            listener.namespaceChanged(namespace);
        }
    }

    @Override
    public void meshChanged(String cpNamespace) {
        Target listener = target;
        if (listener != null) {
            listener.meshChanged(cpNamespace);
        }
    }

    @Override
    public void objectChanged(String namespace) {
        Target listener = target;
        if (listener != null) {
            listener.objectChanged(namespace);
        }
    }
}
