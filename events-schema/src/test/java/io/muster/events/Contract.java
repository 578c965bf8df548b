package io.muster.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The contract's files, as they ship. */
final class Contract {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final SchemaRegistry REGISTRY = SchemaRegistry
            .withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private Contract() {}

    static JsonNode schema(EventType.Family family) {
        return JSON.readTree(text("/schemas/" + family.schemaName() + ".v1.json"));
    }

    static JsonNode asyncApi() {
        return YAML.readTree(text("/asyncapi.yaml"));
    }

    static JsonNode exampleJson(EventType type) {
        return JSON.readTree(text(exampleFile(type)));
    }

    static String exampleFile(EventType type) {
        return "/examples/" + type.typeName() + ".json";
    }

    /** The example of a type as a record in structured mode. */
    static ConsumerRecord<byte[], byte[]> structured(EventType type) {
        String text = text(exampleFile(type));
        String key = JSON.readTree(text).path("subject").asString();
        ConsumerRecord<byte[], byte[]> message = new ConsumerRecord<>("any", 0, 0, key.getBytes(UTF_8),
                text.getBytes(UTF_8));
        message.headers().add("content-type", "application/cloudevents+json; charset=UTF-8".getBytes(UTF_8));
        return message;
    }

    static Event example(EventType type) {
        return switch (EventCodec.decode(structured(type))) {
            case Decoded.Known known -> known.event();
            case Decoded other -> throw new AssertionError(exampleFile(type) + ": " + other);
        };
    }

    static Decoded decode(ProducerRecord<byte[], byte[]> message) {
        return EventCodec.decode(read(message));
    }

    static ConsumerRecord<byte[], byte[]> read(ProducerRecord<byte[], byte[]> message) {
        ConsumerRecord<byte[], byte[]> read = new ConsumerRecord<>(message.topic(), 0, 0, message.key(),
                message.value());
        message.headers().forEach(read.headers()::add);
        return read;
    }

    static List<Error> validate(JsonNode schema, JsonNode value) {
        Schema compiled = REGISTRY.getSchema(schema);
        return compiled.validate(value,
                context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
    }

    static List<String> files(String folder) {
        try (Stream<Path> files = Files.list(Path.of(resource(folder).toURI()))) {
            return files.map(file -> folder + "/" + file.getFileName()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static String text(String name) {
        try (var in = resource(name).openStream()) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URL resource(String name) {
        return Objects.requireNonNull(Contract.class.getResource(name), name + " is missing");
    }
}
