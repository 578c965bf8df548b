package io.muster.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Holds docs/events.md, which is what users read, to the contract. */
class CatalogueTest {

    private final String catalogue = Files.readString(Path.of("..", "docs", "events.md"));

    CatalogueTest() throws IOException {}

    @Test
    void hasARowForEachTypeAndNoOther() {
        assertThat(firstColumn("## Types"))
                .containsExactlyElementsOf(Arrays.stream(EventType.values())
                        .map(type -> type.base().substring("io.muster.".length())).toList());
    }

    @Test
    void hasARowForEachTopicAndNoOther() {
        List<String> topics = firstColumn("## Topics").stream().flatMap(topic -> topic.contains("{")
                ? Arrays.stream(Concern.values()).map(concern -> topic.replaceAll("\\{.*}", concern.id()))
                : List.of(topic).stream()).toList();

        assertThat(topics).containsExactlyInAnyOrderElementsOf(
                Topics.defaults().all().stream().map(Topics.Spec::name).toList());
    }

    @Test
    void showsTheExampleAsItIsOnTheTopic() {
        ProducerRecord<byte[], byte[]> message = EventCodec.encode("muster.members",
                Contract.example(EventType.MEMBER_JOINED));
        Map<String, String> headers = new TreeMap<>();
        message.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        String example = section("## Example").lines().filter(line -> line.startsWith("    ")).map(String::strip)
                .collect(Collectors.joining("\n"));
        int data = example.indexOf('{');

        assertThat(example.substring(0, data).lines().map(line -> line.split(": ", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]))).isEqualTo(headers);
        assertThat(JsonMapper.shared().readTree(example.substring(data)))
                .isEqualTo(JsonMapper.shared().readTree(message.value()));
    }

    private List<String> firstColumn(String title) {
        return Pattern.compile("^\\| `([^`]+)`.*\\|$", Pattern.MULTILINE).matcher(section(title)).results()
                .map((MatchResult row) -> row.group(1)).toList();
    }

    private String section(String title) {
        int start = catalogue.indexOf(title);
        assertThat(start).as(title).isNotNegative();
        int end = catalogue.indexOf("\n## ", start);
        return catalogue.substring(start, end < 0 ? catalogue.length() : end);
    }
}
