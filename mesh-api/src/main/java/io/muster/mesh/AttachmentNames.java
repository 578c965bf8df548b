package io.muster.mesh;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The names of the network attachments that a member needs, so that Multus finds the CNI configuration its pods are
 * annotated with.
 */
public final class AttachmentNames {

    private static final MaistraVersion FIRST_WITH_VERSIONED_NAME = new MaistraVersion(1, 1);

    private AttachmentNames() {}

    /**
     * One name, or two while an upgrade is under way: pods annotated by either injector must start. The installed
     * version's comes first.
     *
     * @param version
     *            {@code spec.version} of the control plane
     * @param chartVersion
     *            {@code status.chartVersion} of the control plane
     * @return distinct names; empty if neither names a version, in which case nothing is known about what the members
     *         need
     */
    public static List<String> of(@Nullable String version, @Nullable String chartVersion) {
        return Stream.of(chartVersion, version)
                .map(MaistraVersion::parse)
                .flatMap(Optional::stream)
                .map(AttachmentNames::name)
                .distinct()
                .toList();
    }

    private static String name(MaistraVersion version) {
        return version.compareTo(FIRST_WITH_VERSIONED_NAME) < 0
                ? "istio-cni"
                : "v%d-%d-istio-cni".formatted(version.major(), version.minor());
    }
}
