package io.muster.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Utils;

/**
 * The topics, by the prefix that an installation gives them (default {@value #DEFAULT_PREFIX}).
 *
 * @param prefix
 *            what every topic's name starts with
 * @param partitions
 *            partitions of every keyed topic; fixed at creation, the same for all, so that a namespace has the same
 *            partition everywhere
 */
public record Topics(String prefix, int partitions) {

    private static final Pattern PREFIX = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,199}");

    public static final String DEFAULT_PREFIX = "muster";
    public static final int DEFAULT_PARTITIONS = 24;

    /** How long the logs keep events, and state topics their tombstones: so long can a key's chain be followed. */
    public static final Duration RETENTION = Duration.ofDays(90);

    /** Largest record, in bytes: a mesh whose roll names thousands of missing namespaces is a few hundred kilobytes. */
    public static final int MAX_RECORD_BYTES = 8 * 1024 * 1024;

    /**
     * Largest dead letter, in bytes: the largest record and room to say why it is one. What writes dead letters needs
     * at least this as its {@code max.request.size}.
     */
    public static final int MAX_DEAD_LETTER_BYTES = MAX_RECORD_BYTES + 256 * 1024;

    /**
     * The topics of an installation.
     *
     * @throws IllegalArgumentException
     *             if the prefix is no legal start of a topic's name, or there is no partition
     */
    public Topics {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException("topic prefix \"" + prefix + "\" must match " + PREFIX);
        }
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions is " + partitions + ", must be at least 1");
        }
    }

    /** The topics under the default prefix with the default number of partitions. */
    public static Topics defaults() {
        return new Topics(DEFAULT_PREFIX, DEFAULT_PARTITIONS);
    }

    /** Who is a member: {@link MemberState} by namespace, compacted. */
    public String members() {
        return prefix + ".members";
    }

    /** What meshes there are: {@link MeshState} by control-plane namespace, compacted. */
    public String meshes() {
        return prefix + ".meshes";
    }

    /** Every member and mesh event, retained. */
    public String log() {
        return prefix + ".log";
    }

    /** What a service made of each namespace: {@link Outcome} by namespace, compacted. */
    public String outcomes(Concern concern) {
        return prefix + ".outcomes." + concern.id();
    }

    /** Every outcome of every service, retained. */
    public String outcomesLog() {
        return prefix + ".outcomes.log";
    }

    /** What a person asks for; one partition, so that what is asked is done in order. */
    public String requests() {
        return prefix + ".requests";
    }

    /** Records that could not be read, by topic/partition/offset, compacted: dropping one is a tombstone. */
    public String deadLetters() {
        return prefix + ".dead-letters";
    }

    /**
     * The partition of a key, on every keyed topic: what the producers' default partitioner makes of it (KIP-480: a
     * murmur2 hash of the key's bytes), so that whoever owns a partition of one owns it of all.
     */
    public int partitionOf(String key) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(UTF_8))) % partitions;
    }

    /** A topic with the settings that the contract needs; a broker's own defaults hold for everything else. */
    public record Spec(String name, int partitions, Map<String, String> config) {}

    /** All topics. */
    public List<Spec> all() {
        List<Spec> specs = new ArrayList<>();
        specs.add(state(members(), MAX_RECORD_BYTES));
        specs.add(state(meshes(), MAX_RECORD_BYTES));
        for (Concern concern : Concern.values()) {
            specs.add(state(outcomes(concern), MAX_RECORD_BYTES));
        }
        specs.add(history(log(), partitions));
        specs.add(history(outcomesLog(), partitions));
        specs.add(history(requests(), 1));
        specs.add(state(deadLetters(), MAX_DEAD_LETTER_BYTES));
        return List.copyOf(specs);
    }

    private Spec state(String name, int maxBytes) {
        return new Spec(name, partitions, Map.of(
                "cleanup.policy", "compact",
                "delete.retention.ms", String.valueOf(RETENTION.toMillis()),
                "max.message.bytes", String.valueOf(maxBytes)));
    }

    private Spec history(String name, int partitionCount) {
        return new Spec(name, partitionCount, Map.of(
                "cleanup.policy", "delete",
                "retention.ms", String.valueOf(RETENTION.toMillis()),
                "max.message.bytes", String.valueOf(MAX_RECORD_BYTES)));
    }
}
