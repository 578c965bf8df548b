package io.muster.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What "different" means, once for all kinds: content as wholes; of labels and annotations, those that are desired must
 * be there with their values and those that are stripped must not, and all others are the owner's business.
 */
final class Difference {

    private final StripRules stripRules;

    Difference(StripRules stripRules) {
        this.stripRules = stripRules;
    }

    /** What of a live object is not as desired, in words; empty if nothing. */
    <T extends HasMetadata> List<String> of(ObjectKind<T> kind, T live, T desired) {
        List<String> differences = new ArrayList<>();
        Map<String, Object> liveContent = kind.content(live);
        kind.content(desired).forEach((part, wanted) -> {
            if (!Objects.equals(liveContent.get(part), wanted)) {
                differences.add(part);
            }
        });
        compare("label", live.getMetadata().getLabels(), desired.getMetadata().getLabels(), differences);
        compare("annotation", live.getMetadata().getAnnotations(), desired.getMetadata().getAnnotations(), differences);
        return differences;
    }

    /** The live object, made what is desired: with its resourceVersion, so that no change in between is overwritten. */
    <T extends HasMetadata> T merged(ObjectKind<T> kind, T live, T desired) {
        T merged = kind.empty().get();
        ObjectMeta metadata = new ObjectMetaBuilder(live.getMetadata()).withManagedFields().build();
        metadata.setLabels(merged(live.getMetadata().getLabels(), desired.getMetadata().getLabels()));
        metadata.setAnnotations(merged(live.getMetadata().getAnnotations(), desired.getMetadata().getAnnotations()));
        merged.setMetadata(metadata);
        kind.copyContent(desired, merged);
        return merged;
    }

    private void compare(String what, @Nullable Map<String, String> live, @Nullable Map<String, String> desired,
            List<String> differences) {
        Map<String, String> there = live == null ? Map.of() : live;
        Map<String, String> wanted = desired == null ? Map.of() : desired;
        wanted.forEach((key, value) -> {
            if (!value.equals(there.get(key))) {
                differences.add(what + " " + key);
            }
        });
        there.keySet().stream().filter(key -> !wanted.containsKey(key) && stripRules.strips(key))
                .forEach(key -> differences.add(what + " " + key));
    }

    private Map<String, String> merged(@Nullable Map<String, String> live, @Nullable Map<String, String> desired) {
        Map<String, String> merged = new TreeMap<>();
        if (live != null) {
            live.forEach((key, value) -> {
                if (!stripRules.strips(key)) {
                    merged.put(key, value);
                }
            });
        }
        if (desired != null) {
            merged.putAll(desired);
        }
        return merged;
    }
}
