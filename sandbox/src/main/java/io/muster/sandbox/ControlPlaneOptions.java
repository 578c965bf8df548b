package io.muster.sandbox;

import java.util.List;

/**
 * What a {@link LocalControlPlane} is started with.
 *
 * @param binaries
 *            the programs to run
 * @param tokens
 *            who may log in beside the administrator
 * @param apiServerFlags
 *            further command-line flags of kube-apiserver
 */
public record ControlPlaneOptions(KubeBinaries binaries, List<AccessToken> tokens, List<String> apiServerFlags) {
    public ControlPlaneOptions {
        tokens = List.copyOf(tokens);
        apiServerFlags = List.copyOf(apiServerFlags);
    }

    /**
     * The administrator alone, and the programs that {@link KubeBinaries#locate()} finds or builds.
     *
     * @throws SandboxException
     *             if it finds none
     */
    public static ControlPlaneOptions located() {
        return new ControlPlaneOptions(KubeBinaries.locate(), List.of(), List.of());
    }

    /** The same with these tokens. */
    public ControlPlaneOptions withTokens(AccessToken... accepted) {
        return new ControlPlaneOptions(binaries, List.of(accepted), apiServerFlags);
    }

    /** The same with these flags of kube-apiserver. */
    public ControlPlaneOptions withApiServerFlags(String... flags) {
        return new ControlPlaneOptions(binaries, tokens, List.of(flags));
    }
}
