package io.muster.network;

import io.muster.runtime.ServiceProcess;

/** network-service as a process of its own. */
public final class NetworkMain {

    private NetworkMain() {}

    /** Runs until SIGTERM; settings come from the environment. */
    public static void main(String[] args) {
        System.exit(ServiceProcess.run(System.getenv(), NetworkService::start));
    }
}
