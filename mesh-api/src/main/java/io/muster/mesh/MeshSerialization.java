package io.muster.mesh;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** How to read the custom resources without one bad object hiding all others. */
public final class MeshSerialization {

    /**
     * What a watch brings. The client would look for the classes of all that Kubernetes has, and load six hundred of
     * them; of an object whose kind is not listed here it makes what is wanted of it in a second pass.
     */
    private static final List<Class<? extends KubernetesResource>> WATCHED = List.of(Status.class, Namespace.class,
            RoleBinding.class, ClusterRole.class, NetworkPolicy.class, ServiceMeshControlPlane.class,
            ServiceMeshControlPlaneV1.class,
            ServiceMeshMember.class, ServiceMeshMemberRoll.class);

    private MeshSerialization() {}

    /**
     * For {@code KubernetesClientBuilder.withKubernetesSerialization}. A field of a roll's or member object's spec or
     * status whose value has the wrong type goes to the unknown fields of its object, and such an entry of a list or
     * map is null, for {@link RollClaims#parse} and {@link MemberClaim#parse} to report. Without this it fails the list
     * it came with, and no informer starts because of one object that was stored before its CRD had a schema.
     */
    public static KubernetesSerialization tolerant() {
        KubernetesSerialization serialization = new QuickWatches(
                JsonMapper.builder().addHandler(new WrongTypes()).build());
        WATCHED.forEach(serialization::registerKubernetesResource);
        return serialization;
    }

    private static final class QuickWatches extends KubernetesSerialization {

        QuickWatches(ObjectMapper mapper) {
            super(mapper, false);
        }

        @Override
        protected ObjectMapper configureMapper(ObjectMapper mapper) {
            return super.configureMapper(mapper).rebuild().addModule(new SimpleModule("watch-events")
                    .addDeserializer(WatchEvent.class, new WatchEvents(this))).build();
        }
    }

    /**
     * fabric8 has such a fallback too, but it is meant for templates: it starts over in the middle of a value and fails
     * on any that is nested.
     */
    private static final class WrongTypes extends DeserializationProblemHandler {

        @Override
        public @Nullable Object handleUnexpectedToken(DeserializationContext context, JavaType target, JsonToken token,
                JsonParser parser,
                @Nullable String failure) {
            return keep(context, parser);
        }

        @Override
        public @Nullable Object handleMissingInstantiator(DeserializationContext context, Class<?> target,
                @Nullable ValueInstantiator instantiator,
                @Nullable JsonParser parser, @Nullable String message) {
            return parser == null ? NOT_HANDLED : keep(context, parser);
        }

        @Override
        public @Nullable Object handleWeirdStringValue(DeserializationContext context, Class<?> target, String value,
                @Nullable String failure) {
            return keep(context, context.getParser());
        }

        private static @Nullable Object keep(DeserializationContext context, JsonParser parser) {
            TokenStreamContext position = parser.streamReadContext();
            boolean startsAValue = parser.hasToken(JsonToken.START_OBJECT) || parser.hasToken(JsonToken.START_ARRAY);
            TokenStreamContext parent = startsAValue ? position.getParent() : position;
            if (!isOurs(parent)) {
                return NOT_HANDLED;
            }
            Object owner = parent.currentValue();
            String field = parent.currentName();
            Object value = context.readValue(parser, Object.class);
            switch (owner) {
                case OpenFields fields -> fields.setUnknownField(field, value);
                case LabelSelector selector -> selector.setAdditionalProperty(field, value);
                case LabelSelectorRequirement requirement -> requirement.setAdditionalProperty(field, value);
                case Condition condition -> condition.setAdditionalProperty(field, value);
                case null, default -> {
                    // an entry of a list or map: it becomes null
                }
            }
            return null;
        }

        /** Jackson says which bean or list it is filling, but not which map. */
        private static boolean isOurs(@Nullable TokenStreamContext position) {
            return position != null && switch (position.currentValue()) {
                case OpenFields _,LabelSelector _,LabelSelectorRequirement _,Condition _ -> true;
                case Collection<?> _ -> isOurs(position.getParent());
                case null -> isOurs(position.getParent());
                default -> false;
            };
        }
    }
}
