package io.muster.system.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Services start on a cluster where all is as it should be: soon ready, and nothing to do. */
final class ColdStart implements Scenario {

    private static final int MEMBERS = 1000;
    private static final int STARTS = 5;
    private static final Duration WATCHER = Duration.ofSeconds(2);
    private static final Duration RBAC = Duration.ofSeconds(4);

    @Override
    public List<Finding> measure(Run run) {
        int count = run.size(MEMBERS);
        Sample watcher = new Sample();
        Sample rbac = new Sample();
        Map<String, Sample> together = new LinkedHashMap<>();
        try (Converged mesh = Converged.open(run, count, Estate.EVERYTHING, Subject.Layout.PROCESSES, JvmFlags.run())) {
            mesh.settle();
            try (Records records = new Records(mesh.subject().broker())) {
                long writes = mesh.stand().writes();
                for (int i = 0; i < run.repetitions(STARTS); i++) {
                    watcher.add(restarted(run, mesh, "watcher"));
                    rbac.add(restarted(run, mesh, "rbac-service"));
                    mesh.subject().services().forEach(mesh.subject()::stop);
                    mesh.subject().startAll().forEach((service, took) -> together
                            .computeIfAbsent(service, _ -> new Sample()).add(took));
                }
                mesh.settle();
                String what = "start on %d converged members: ".formatted(count);
                List<Finding> findings = new ArrayList<>();
                findings.add(Finding.within(what + "watcher ready, median of " + watcher.size(), watcher.median(),
                        WATCHER));
                findings.add(Finding.within(what + "rbac-service ready, median of " + rbac.size(), rbac.median(),
                        RBAC));
                findings.add(Finding.info("… all at once", "", together.entrySet().stream()
                        .map(each -> each.getKey() + " " + Finding.text(each.getValue().median()))
                        .collect(Collectors.joining(", ")), ""));
                findings.add(Finding.exactly(what + "writes to the API server", mesh.stand().writes() - writes, 0));
                findings.add(Finding.exactly(what + "records", records.all(), 0));
                return findings;
            }
        }
    }

    private static Duration restarted(Run run, Converged mesh, String service) {
        mesh.subject().stop(service);
        Duration took = mesh.subject().start(service);
        run.say(service + " ready after " + Finding.text(took));
        return took;
    }
}
