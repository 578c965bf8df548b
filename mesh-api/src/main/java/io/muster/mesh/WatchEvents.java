package io.muster.mesh;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the events of a watch in one pass. The client's own way is to make a tree of each object, look there for its
 * kind, and read the tree; but an API server says the kind first.
 */
final class WatchEvents extends ValueDeserializer<WatchEvent> {

    private static final String API_VERSION = "apiVersion";
    private static final String KIND = "kind";

    private final KubernetesSerialization kinds;

    /**
     * Prepares for reading.
     *
     * @param kinds
     *            knows the class of each kind
     */
    WatchEvents(KubernetesSerialization kinds) {
        this.kinds = kinds;
    }

    @Override
    public WatchEvent deserialize(JsonParser parser, DeserializationContext context) {
        WatchEvent event = new WatchEvent();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken value = parser.nextToken();
            switch (name) {
                case "type" -> event.setType(parser.getString());
                case "object" -> event.setObject(value == JsonToken.START_OBJECT ? object(parser, context) : null);
                default -> parser.skipChildren();
            }
        }
        return event;
    }

    private KubernetesResource object(JsonParser parser, DeserializationContext context) {
        String apiVersion = null;
        String kind = null;
        String name = parser.nextName();
        while (API_VERSION.equals(name) || KIND.equals(name)) {
            parser.nextToken();
            if (API_VERSION.equals(name)) {
                apiVersion = parser.getString();
            } else {
                kind = parser.getString();
            }
            name = parser.nextName();
        }
        Class<? extends KubernetesResource> type = apiVersion == null || kind == null
                ? null
                : kinds.getRegisteredKubernetesResource(apiVersion, kind);
        return type == null ? generic(parser, context, apiVersion, kind) : read(parser, context, type);
    }

    /** From the field after the kind on: both names stand in a new object of its class. */
    private static KubernetesResource read(JsonParser parser, DeserializationContext context,
            Class<? extends KubernetesResource> type) {
        return type.cast(context.findRootValueDeserializer(context.constructType(type)).deserialize(parser, context));
    }

    /** The client makes what is wanted of it. */
    private static KubernetesResource generic(JsonParser parser, DeserializationContext context,
            @Nullable String apiVersion, @Nullable String kind) {
        ObjectNode tree = (ObjectNode) context.readTree(parser);
        if (apiVersion != null) {
            tree.put(API_VERSION, apiVersion);
        }
        if (kind != null) {
            tree.put(KIND, kind);
        }
        return context.readTreeAsValue(tree, GenericKubernetesResource.class);
    }
}
