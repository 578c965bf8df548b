package io.muster.rbac;

import io.muster.runtime.ServiceProcess;

/** rbac-service as a process of its own. */
public final class RbacMain {

    private RbacMain() {}

    /** Runs until SIGTERM; settings come from the environment. */
    public static void main(String[] args) {
        System.exit(ServiceProcess.run(System.getenv(), RbacService::start));
    }
}
