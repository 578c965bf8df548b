package io.muster.events;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds what was read to what the records promise: a component that is not {@code @Nullable} is there. JSON that leaves
 * one out would otherwise surface as a null far from the record that caused it.
 */
final class RequiredFields {

    private RequiredFields() {}

    /**
     * Checks a record and everything in it.
     *
     * @throws IllegalArgumentException
     *             naming the first component that is missing
     */
    static void check(Payload value) {
        check((Record) value, "");
    }

    private static void check(Record value, String path) {
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            String name = path + component.getName();
            Object content = read(value, component);
            if (content == null) {
                if (!isNullable(component.getAnnotatedType())) {
                    throw new IllegalArgumentException(name + " is missing");
                }
            } else {
                checkContent(content, name);
            }
        }
    }

    private static void checkContent(Object content, String name) {
        switch (content) {
            case Record nested when nested.getClass().getPackage() == RequiredFields.class.getPackage() ->
                check(nested, name + ".");
            case Collection<?> items -> items.forEach(item -> checkContent(item, name + "[]"));
            case Map<?, ?> entries -> entries.values().forEach(item -> checkContent(item, name + "{}"));
            default -> {
                // a scalar: being there is all there is to check
            }
        }
    }

    private static boolean isNullable(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    private static @Nullable Object read(Record value, RecordComponent component) {
        try {
            return component.getAccessor().invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
