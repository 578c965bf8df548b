package io.muster.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * JUnit extension that hands a {@link KafkaUnderTest} and a {@link ControlPlaneUnderTest} to constructors and methods
 * that ask for them, in test classes extended with it. Each is started when it is first asked for, shared by all tests
 * of the JVM, and stopped at its end.
 * <p>
 * Tests keep out of each other's way by {@link KafkaUnderTest#freshPrefix()} and
 * {@link ControlPlaneUnderTest#freshNamespaceName}. A test that kills a server starts one of its own from
 * {@code io.muster.sandbox}.
 */
public final class RealServers implements ParameterResolver {
    private static final Namespace SHARED = Namespace.create(RealServers.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == KafkaUnderTest.class || type == ControlPlaneUnderTest.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // What is in the store of the session is closed with the session.
        Store shared = context.getStore(StoreScope.LAUNCHER_SESSION, SHARED);
        Class<?> type = parameter.getParameter().getType();
        return type == KafkaUnderTest.class
                ? shared.computeIfAbsent(type, ignored -> KafkaUnderTest.start())
                : shared.computeIfAbsent(type, ignored -> ControlPlaneUnderTest.start());
    }
}
