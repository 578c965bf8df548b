package io.muster.runtime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a service's settings from its environment. It collects every problem, so that all are reported at once, and
 * knows every setting it was asked for, so that a misspelt one is reported too and the documentation can be held to
 * what is really read.
 */
public final class SettingsReader {

    /** Read by the launcher, the logging configuration or the local control plane, not by a service. */
    private static final Set<String> LAUNCHER = Set.of("MUSTER_HOME", "MUSTER_CACHE", "MUSTER_JAVA_OPTS",
            "MUSTER_BUILD", "MUSTER_LOG_FORMAT", "MUSTER_LOG_LEVEL", "MUSTER_KUBE_BINARIES", "MUSTER_KUBE_RELEASES",
            "MUSTER_ETCD_RELEASES");

    /** Settings of one service alone start with its name; the others, in the same environment, skip them. */
    private static final List<String> SERVICES = List.of("WATCHER", "RBAC", "NETWORK", "CNI", "MEMBER");

    private final Map<String, String> environment;
    private final String service;
    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    /** A setting as the documentation shows it. */
    public record Setting(String name, String defaultValue, String meaning) {}

    /**
     * Reads from an environment.
     *
     * @param service
     *            whose settings these are, as in their names: {@code WATCHER}, {@code RBAC} …
     */
    public SettingsReader(Map<String, String> environment, String service) {
        this.environment = environment;
        this.service = service;
    }

    /** Text, or the default. */
    public String text(String name, String defaultValue, String meaning) {
        return optional(name, defaultValue, meaning).orElse(defaultValue);
    }

    /** Text that must be there. */
    public String required(String name, String meaning) {
        return optional(name, "required", meaning).orElseGet(() -> {
            problems.add(name + " is not set: it is required (" + meaning + ")");
            return "";
        });
    }

    /** Text that may be absent. */
    public Optional<String> optional(String name, String meaning) {
        return optional(name, "", meaning);
    }

    /** A whole number within bounds. */
    public int integer(String name, int defaultValue, int min, int max, String meaning) {
        Optional<String> value = optional(name, String.valueOf(defaultValue), meaning);
        if (value.isEmpty()) {
            return defaultValue;
        }
        try {
            int number = Integer.parseInt(value.get());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below, like one out of bounds
        }
        return problem(name, value.get(), "a whole number from " + min + " to " + max, defaultValue);
    }

    /**
     * A duration as ISO-8601 without the leading PT, in any case: {@code 500ms}, {@code 30s}, {@code 5m},
     * {@code 1h30m}.
     */
    public Duration duration(String name, Duration defaultValue, String meaning) {
        Optional<String> value = optional(name, text(defaultValue), meaning);
        if (value.isEmpty()) {
            return defaultValue;
        }
        try {
            String text = value.get().toLowerCase(Locale.ROOT);
            Duration duration = text.endsWith("ms")
                    ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
                    : Duration.parse("PT" + text);
            if (duration.isPositive()) {
                return duration;
            }
        } catch (DateTimeParseException | NumberFormatException e) {
            // reported below, like one that is not positive
        }
        return problem(name, value.get(), "a duration such as 500ms, 30s or 5m", defaultValue);
    }

    /** True or false. */
    public boolean flag(String name, boolean defaultValue, String meaning) {
        Optional<String> value = optional(name, String.valueOf(defaultValue), meaning);
        return switch (value.orElse(String.valueOf(defaultValue))) {
            case "true" -> true;
            case "false" -> false;
            default -> problem(name, value.orElse(""), "true or false", defaultValue);
        };
    }

    /** Comma-separated entries, trimmed, in order. */
    public List<String> list(String name, List<String> defaultValue, String meaning) {
        return optional(name, String.join(",", defaultValue), meaning)
                .map(value -> Arrays.stream(value.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList())
                .orElse(defaultValue);
    }

    /** A file that must be readable if it is named. */
    public @Nullable Path file(String name, String meaning) {
        Optional<String> value = optional(name, meaning);
        if (value.isEmpty()) {
            return null;
        }
        Path path = Path.of(value.get());
        if (!Files.isReadable(path)) {
            problems.add(name + " is '" + path + "': no such file, or it cannot be read");
        }
        return path;
    }

    /** Adds a problem that only the caller can see. */
    public void reject(String name, String value, String allowed) {
        problems.add(name + " is '" + value + "': allowed is " + allowed);
    }

    /** Every setting that was asked for, in order. */
    public List<Setting> settings() {
        return List.copyOf(settings.values());
    }

    /**
     * To be called after the last setting is read.
     *
     * @throws StartFailure
     *             listing every problem: values that are not allowed, required settings that are absent, and
     *             {@code MUSTER_} variables that no service knows
     */
    public void finish() {
        for (String name : new TreeSet<>(environment.keySet())) {
            if (name.startsWith("MUSTER_") && !settings.containsKey(name) && !LAUNCHER.contains(name)
                    && !belongsToAnotherService(name)) {
                problems.add(name + " is no setting of this service" + closest(name));
            }
        }
        if (!problems.isEmpty()) {
            throw new StartFailure(ExitCode.USAGE, problems.stream()
                    .collect(Collectors.joining("\n  ", "the settings cannot be used:\n  ", "")));
        }
    }

    private boolean belongsToAnotherService(String name) {
        return SERVICES.stream().filter(other -> !other.equals(service))
                .anyMatch(other -> name.startsWith("MUSTER_" + other + "_"));
    }

    private Optional<String> optional(String name, String defaultValue, String meaning) {
        settings.put(name, new Setting(name, defaultValue, meaning));
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    private <T> T problem(String name, String value, String allowed, T fallback) {
        reject(name, value, allowed);
        return fallback;
    }

    private String closest(String name) {
        return settings.keySet().stream()
                .min(Comparator.comparingInt(known -> EditDistance.between(known, name)))
                .filter(known -> EditDistance.between(known, name) <= 3)
                .map(known -> ": did you mean " + known + "?")
                .orElse(": remove it");
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 != 0
                ? duration.toMillis() + "ms"
                : duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
