package io.muster.network;

import io.muster.events.NetworkMode;

/** What one of the modes has to do with a member, by which mode is the cluster's. */
enum Turn {
    /** It is the cluster's: the member gets what it gives. */
    KEEP,
    /** Another is: what this one put there goes. */
    RELEASE,
    /** The cluster's is one that Muster does not know: nothing is touched. */
    LEAVE;

    static Turn of(NetworkMode own, NetworkMode present) {
        if (present == own) {
            return KEEP;
        }
        return present == NetworkMode.UNSUPPORTED ? LEAVE : RELEASE;
    }
}
