package io.muster.cli;

import io.muster.events.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One thing that was looked at.
 *
 * @param about
 *            what
 * @param verdict
 *            how it is
 * @param found
 *            what was found, in words
 * @param mend
 *            the command that mends it; empty where nothing has to be
 */
record Diagnosis(String about, Verdict verdict, String found, String mend) {

    enum Verdict {
        OK, WARN, FAIL
    }

    static Diagnosis ok(String about, String found) {
        return new Diagnosis(about, Verdict.OK, found, "");
    }

    static Diagnosis warn(String about, String found, String mend) {
        return new Diagnosis(about, Verdict.WARN, found, mend);
    }

    static Diagnosis fail(String about, String found, String mend) {
        return new Diagnosis(about, Verdict.FAIL, found, mend);
    }

    /**
     * What is to be said of the topics.
     *
     * @param actual
     *            partitions and settings of those that are there, by name
     */
    static List<Diagnosis> topics(List<Topics.Spec> wanted, Map<String, Topics.Spec> actual, String servers) {
        List<Diagnosis> all = new ArrayList<>();
        for (Topics.Spec spec : wanted) {
            Topics.Spec found = actual.get(spec.name());
            String about = "topic " + spec.name();
            if (found == null) {
                all.add(fail(about, "is not there, or may not be seen by you", create(spec, servers)));
                continue;
            }
            if (found.partitions() != spec.partitions()) {
                all.add(fail(about, "has %d partitions, expected are %d".formatted(found.partitions(),
                        spec.partitions()),
                        "set MUSTER_PARTITIONS=%d for every service".formatted(found.partitions())));
            }
            List<Diagnosis> settings = spec.config().entrySet().stream()
                    .filter(each -> !each.getValue().equals(found.config().get(each.getKey())))
                    .sorted(Map.Entry.comparingByKey())
                    .map(each -> setting(spec.name(), each.getKey(),
                            found.config().getOrDefault(each.getKey(), "unset"),
                            each.getValue(), servers))
                    .toList();
            all.addAll(settings);
            if (found.partitions() == spec.partitions() && settings.isEmpty()) {
                all.add(ok(about, spec.partitions() + " partitions, " + spec.config().get("cleanup.policy")));
            }
        }
        return all;
    }

    /** Another cleanup policy loses or piles up records; another retention is somebody's choice. */
    private static Diagnosis setting(String topic, String name, String found, String wanted, String servers) {
        String text = "%s is %s, expected is %s".formatted(name, found, wanted);
        String mend = "kafka-configs --bootstrap-server %s --alter --topic %s --add-config %s=%s".formatted(servers,
                topic, name, wanted);
        return name.equals("cleanup.policy") ? fail("topic " + topic, text, mend) : warn("topic " + topic, text, mend);
    }

    private static String create(Topics.Spec spec, String servers) {
        StringBuilder command = new StringBuilder("kafka-topics --bootstrap-server " + servers + " --create --topic "
                + spec.name() + " --partitions " + spec.partitions());
        spec.config().entrySet().stream().sorted(Map.Entry.comparingByKey())
                .forEach(
                        each -> command.append(" --config ").append(each.getKey()).append('=').append(each.getValue()));
        return command.toString();
    }
}
