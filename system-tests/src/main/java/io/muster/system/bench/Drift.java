package io.muster.system.bench;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.muster.mesh.MeshKeys;
import io.muster.runtime.ApiPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Somebody deletes a copy, or edits one, and it is put back; each copy once, since who keeps at it is made to wait. */
final class Drift implements Scenario {

    private static final int MEMBERS = 500;
    private static final int WARM_UP = 60;
    private static final int REPAIRS = 300;
    private static final Duration MEDIAN = Duration.ofMillis(20);
    private static final Duration BOUND = Duration.ofMinutes(1);
    private static final String EDIT = "{\"metadata\":{\"labels\":{\"%s\":null}},\"subjects\":[]}"
            .formatted(MeshKeys.MANAGED_BY);

    @Override
    public List<Finding> measure(Run run) {
        Sample deleted = new Sample();
        Sample edited = new Sample();
        int count = run.size(MEMBERS);
        try (Converged mesh = Converged.open(run, count, Estate.ROLE_BINDINGS, Subject.Layout.ONE_JVM, JvmFlags.up())) {
            Random random = new Random(count);
            List<String> keys = new ArrayList<>(mesh.keys(mesh.members()).stream().sorted().toList());
            Collections.shuffle(keys, random);
            for (int i = -run.repetitions(WARM_UP); i < run.repetitions(REPAIRS); i++) {
                Stand.pause(Duration.ofMillis(10 + random.nextInt(40)));
                Duration delete = deleted(mesh, keys.removeLast());
                Stand.pause(Duration.ofMillis(10 + random.nextInt(40)));
                Duration edit = edited(mesh, keys.removeLast());
                if (i >= 0) {
                    deleted.add(delete);
                    edited.add(edit);
                }
            }
        }
        return List.of(
                Finding.within("a copy deleted, back again, %d times: median".formatted(deleted.size()),
                        deleted.median(), MEDIAN),
                Finding.info("… 99th percentile", "", Finding.text(deleted.percentile(99)), ""),
                Finding.within("a copy edited, as it was again, %d times: median".formatted(edited.size()),
                        edited.median(), MEDIAN),
                Finding.info("… 99th percentile", "", Finding.text(edited.percentile(99)), ""));
    }

    private static Duration deleted(Converged mesh, String key) {
        Ruler.Awaited back = mesh.ruler().await(Set.of(key), seen -> !seen.gone());
        long sent = System.nanoTime();
        binding(mesh.stand().client(), key).delete();
        return Duration.ofNanos(back.nanos(BOUND) - sent);
    }

    private static Duration edited(Converged mesh, String key) {
        Ruler.Awaited repaired = mesh.ruler().await(Set.of(key),
                seen -> seen.labels().containsKey(MeshKeys.MANAGED_BY));
        int slash = key.indexOf('/');
        Edit edit = Edit.send(mesh.stand().client(),
                ApiPath.of(RoleBinding.class, key.substring(0, slash), key.substring(slash + 1)), EDIT);
        return Duration.ofNanos(repaired.nanos(BOUND) - edit.sent());
    }

    private static Resource<RoleBinding> binding(KubernetesClient client, String key) {
        int slash = key.indexOf('/');
        return client.rbac().roleBindings().inNamespace(key.substring(0, slash)).withName(key.substring(slash + 1));
    }
}
