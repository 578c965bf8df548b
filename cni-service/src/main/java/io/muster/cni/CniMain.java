package io.muster.cni;

import io.muster.runtime.ServiceProcess;

/** cni-service as a process of its own. */
public final class CniMain {

    private CniMain() {}

    /** Runs until SIGTERM; settings come from the environment. */
    public static void main(String[] args) {
        System.exit(ServiceProcess.run(System.getenv(), CniService::start));
    }
}
