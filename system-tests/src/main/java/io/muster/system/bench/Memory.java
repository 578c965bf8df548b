package io.muster.system.bench;

import java.util.ArrayList;
import java.util.List;

/** What the services hold of a cluster with many members, in a heap of a given size, after these have joined. */
final class Memory implements Scenario {

    private static final long MOST_MEGABYTES = 200;
    /** What the chart requests for each pod: 256 MiB. */
    private static final long REQUESTED_MEGABYTES = 268;

    private final int members;
    private final String heap;
    private final boolean bounded;

    /**
     * @param bounded
     *            whether what is resident has a bound, or is only told
     */
    Memory(int members, String heap, boolean bounded) {
        this.members = members;
        this.heap = heap;
        this.bounded = bounded;
    }

    @Override
    public List<Finding> measure(Run run) {
        int count = run.size(members);
        List<Finding> findings = new ArrayList<>();
        try (Converged mesh = Converged.open(run, count, Estate.EVERYTHING, Subject.Layout.PROCESSES,
                JvmFlags.run().withHeap(heap))) {
            mesh.settle();
            for (String service : mesh.estate().services()) {
                ProcessFigures process = mesh.subject().process(service);
                String what = "%s at %d members with -Xmx%s: resident".formatted(service, count, heap);
                findings.add(bounded
                        ? Finding.megabytes(what, process.residentBytes(), bound(service))
                        : Finding.info(what, "", process.residentBytes() / 1_000_000 + " MB", ""));
                findings.add(Finding.info("… at most", "", process.peakBytes() / 1_000_000 + " MB", ""));
            }
        }
        return findings;
    }

    private static long bound(String service) {
        return Estate.ROLE_BINDINGS.services().contains(service) ? MOST_MEGABYTES : REQUESTED_MEGABYTES;
    }
}
