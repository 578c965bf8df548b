package io.muster.member;

import io.muster.runtime.ServiceProcess;

/** member-service as a process of its own. */
public final class MemberMain {

    private MemberMain() {}

    /** Runs until SIGTERM; settings come from the environment. */
    public static void main(String[] args) {
        System.exit(ServiceProcess.run(System.getenv(), MemberService::start));
    }
}
