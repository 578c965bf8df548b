package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.events.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DiagnosisTest {

    private final List<Topics.Spec> wanted = new Topics("muster", 4).all();
    private final Map<String, Topics.Spec> actual = new HashMap<>(
            wanted.stream().collect(Collectors.toMap(Topics.Spec::name, Function.identity())));

    private List<Diagnosis> wrong() {
        return Diagnosis.topics(wanted, actual, "kafka:9092").stream()
                .filter(each -> each.verdict() != Diagnosis.Verdict.OK).toList();
    }

    private void change(String topic, int partitions, String setting, String value) {
        Map<String, String> config = new HashMap<>();
        wanted.stream().filter(each -> each.name().equals(topic)).forEach(each -> config.putAll(each.config()));
        config.put(setting, value);
        actual.put(topic, new Topics.Spec(topic, partitions, config));
    }

    @Test
    void topicsAsTheyMustBeAreWell() {
        assertThat(wrong()).isEmpty();
    }

    @Test
    void aMissingTopicIsMendedByMakingIt() {
        actual.remove("muster.members");

        assertThat(wrong()).singleElement().extracting(Diagnosis::mend).asString()
                .startsWith("kafka-topics --bootstrap-server kafka:9092 --create --topic muster.members --partitions 4")
                .contains("--config cleanup.policy=compact");
    }

    @Test
    void anotherCleanupPolicyIsWorseThanAnotherRetention() {
        change("muster.members", 4, "cleanup.policy", "delete");
        change("muster.log", 4, "retention.ms", "1000");

        assertThat(wrong()).extracting(Diagnosis::verdict).containsExactlyInAnyOrder(Diagnosis.Verdict.FAIL,
                Diagnosis.Verdict.WARN);
        assertThat(wrong()).extracting(Diagnosis::mend).anyMatch(mend -> mend
                .equals("kafka-configs --bootstrap-server kafka:9092 --alter --topic muster.members"
                        + " --add-config cleanup.policy=compact"));
    }

    @Test
    void anotherNumberOfPartitionsIsNamed() {
        change("muster.log", 6, "cleanup.policy", "delete");

        assertThat(wrong()).extracting(Diagnosis::found).containsExactly("has 6 partitions, expected are 4");
    }
}
