package io.muster.system.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Nothing changes for a minute, and so nothing is done. */
final class SteadyState implements Scenario {

    private static final int MEMBERS = 1000;
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofSeconds(5);

    @Override
    public List<Finding> measure(Run run) {
        int count = run.size(MEMBERS);
        try (Converged mesh = Converged.open(run, count, Subject.Layout.PROCESSES, JvmFlags.run())) {
            mesh.settle();
            try (Records records = new Records(mesh.subject().broker())) {
                Duration length = run.quick() ? SHORT : LONG;
                long atServer = mesh.stand().writes();
                long atServices = mesh.subject().writes();
                Duration watcher = mesh.subject().process("watcher").cpu();
                Duration rbac = mesh.subject().process("rbac-service").cpu();
                Stand.pause(length);
                watcher = mesh.subject().process("watcher").cpu().minus(watcher);
                rbac = mesh.subject().process("rbac-service").cpu().minus(rbac);
                String what = "%d members, %d s of nothing: ".formatted(count, length.toSeconds());
                return List.of(
                        Finding.exactly(what + "writes that the API server saw", mesh.stand().writes() - atServer, 0),
                        Finding.exactly(what + "writes that the services count", mesh.subject().writes() - atServices,
                                0),
                        Finding.exactly(what + "records", records.all(), 0),
                        Finding.info("… share of a core: watcher, rbac-service", "",
                                share(watcher, length) + ", " + share(rbac, length), ""));
            }
        }
    }

    private static String share(Duration used, Duration of) {
        return String.format(Locale.ROOT, "%.1f %%", 100.0 * used.toMillis() / of.toMillis());
    }
}
