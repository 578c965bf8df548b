package io.muster.cli;

import io.muster.runtime.ExitCode;
import io.muster.runtime.StartFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads the objects in files of YAML or JSON. */
final class Manifests {

    private static final String STANDARD_INPUT = "-";

    private Manifests() {}

    /**
     * Reads them all.
     *
     * @param files
     *            paths; {@code -} is the standard input
     * @throws StartFailure
     *             if a file cannot be read or understood, saying which document of it
     */
    static List<Manifest> read(List<String> files, InputStream in) {
        List<Manifest> manifests = new ArrayList<>();
        for (String file : files) {
            String name = file.equals(STANDARD_INPUT) ? "standard input" : Path.of(file).getFileName().toString();
            manifests.addAll(parse(name, text(file, in)));
        }
        if (manifests.isEmpty()) {
            throw wrong(String.join(", ", files), "there is no object in it");
        }
        return manifests;
    }

    private static String text(String file, InputStream in) {
        try {
            return file.equals(STANDARD_INPUT)
                    ? new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new StartFailure(ExitCode.FAULT, "%s cannot be read: %s".formatted(file, e), e);
        }
    }

    static List<Manifest> parse(String name, String text) {
        List<Manifest> manifests = new ArrayList<>();
        Iterator<Object> documents = new Load(LoadSettings.builder().setLabel(name).build())
                .loadAllFromString(text).iterator();
        for (int number = 1;; number++) {
            String place = name + ", document " + number;
            try {
                if (!documents.hasNext()) {
                    return manifests;
                }
                @Nullable
                Object document = documents.next();
                if (document != null) {
                    add(place, document, manifests);
                }
            } catch (MarkedYamlEngineException e) {
                throw wrong(place, "line %d is no YAML: %s".formatted(
                        e.getProblemMark().map(Mark::getLine).orElse(0) + 1, e.getProblem()));
            } catch (YamlEngineException e) {
                throw wrong(place, "it is no YAML: " + e.getMessage());
            }
        }
    }

    private static void add(String place, Object document, List<Manifest> manifests) {
        if (!(document instanceof Map<?, ?> fields)) {
            throw wrong(place,
                    "it is no object, but a single value or a list: an object has apiVersion, kind and metadata");
        }
        @SuppressWarnings("unchecked") // the keys of a document that the API server understands are text
        Manifest manifest = new Manifest(place, (Map<String, Object>) fields);
        if (manifest.kind().equals("List") && fields.get("items") instanceof List<?> items) {
            for (int i = 0; i < items.size(); i++) {
                Object item = items.get(i);
                if (item != null) {
                    add(place + ", item " + (i + 1), item, manifests);
                }
            }
            return;
        }
        for (String field : List.of("apiVersion", "kind")) {
            if (manifest.text(field).isEmpty()) {
                throw wrong(place, "it has no " + field);
            }
        }
        if (manifest.name().isEmpty()) {
            throw wrong(place, "it has no metadata.name");
        }
        manifests.add(manifest);
    }

    /** That there is something wrong with a document. */
    static StartFailure wrong(String place, String what) {
        return new StartFailure(ExitCode.FAULT, place + ": " + what);
    }
}
