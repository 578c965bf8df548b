package io.muster.cli;

import io.muster.runtime.ExitCode;
import io.muster.runtime.StartFailure;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** {@code ~/.config/muster/settings}: the same names as in the environment, which wins. */
final class SettingsFile {

    private SettingsFile() {}

    /**
     * The environment, with what the file says of variables that it does not have.
     *
     * @throws StartFailure
     *             if the file is there and cannot be read
     */
    static Map<String, String> under(Map<String, String> environment) {
        Path file = place(environment);
        if (!Files.exists(file)) {
            return environment;
        }
        Properties settings = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            settings.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new StartFailure(ExitCode.USAGE,
                    "the settings in %s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
        Map<String, String> both = new HashMap<>();
        settings.stringPropertyNames().forEach(name -> both.put(name, settings.getProperty(name)));
        both.putAll(environment);
        return Map.copyOf(both);
    }

    private static Path place(Map<String, String> environment) {
        String configured = environment.getOrDefault("XDG_CONFIG_HOME", "");
        return (configured.isEmpty()
                ? Path.of(environment.getOrDefault("HOME", ".")).resolve(".config")
                : Path.of(configured)).resolve("muster").resolve("settings");
    }
}
