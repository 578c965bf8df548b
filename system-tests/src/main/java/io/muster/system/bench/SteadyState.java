package io.muster.system.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Nothing changes for a minute, and so nothing is done. */
final class SteadyState implements Scenario {

    private static final int MEMBERS = 1000;
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofSeconds(5);

    @Override
    public List<Finding> measure(Run run) {
        int count = run.size(MEMBERS);
        try (Converged mesh = Converged.open(run, count, Estate.EVERYTHING, Subject.Layout.PROCESSES, JvmFlags.run())) {
            mesh.settle();
            try (Records records = new Records(mesh.subject().broker())) {
                Duration length = run.quick() ? SHORT : LONG;
                long atServer = mesh.stand().writes();
                long atServices = mesh.subject().writes();
                Map<String, Duration> before = cpu(mesh);
                Stand.pause(length);
                String shares = cpu(mesh).entrySet().stream().map(used -> used.getKey() + " "
                        + share(used.getValue().minus(before.getOrDefault(used.getKey(), Duration.ZERO)), length))
                        .collect(Collectors.joining(", "));
                String what = "%d members, %d s of nothing: ".formatted(count, length.toSeconds());
                return List.of(
                        Finding.exactly(what + "writes that the API server saw", mesh.stand().writes() - atServer, 0),
                        Finding.exactly(what + "writes that the services count", mesh.subject().writes() - atServices,
                                0),
                        Finding.exactly(what + "records", records.all(), 0),
                        Finding.info("… share of a core", "", shares, ""));
            }
        }
    }

    private static Map<String, Duration> cpu(Converged mesh) {
        Map<String, Duration> used = new LinkedHashMap<>();
        mesh.subject().services().forEach(service -> used.put(service, mesh.subject().process(service).cpu()));
        return used;
    }

    private static String share(Duration used, Duration of) {
        return String.format(Locale.ROOT, "%.1f %%", 100.0 * used.toMillis() / of.toMillis());
    }
}
