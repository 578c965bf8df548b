package io.muster.watcher;

import io.muster.runtime.ServiceProcess;
import java.time.Clock;

/** The watcher as a process of its own. */
public final class WatcherMain {

    private WatcherMain() {}

    /** Runs until SIGTERM, or until the watcher must not go on; see {@link io.muster.runtime.ExitCode}. */
    public static void main(String[] args) {
        System.exit(ServiceProcess.run(System.getenv(),
                environment -> Watcher.start(WatcherSettings.read(environment), Clock.systemUTC())));
    }
}
