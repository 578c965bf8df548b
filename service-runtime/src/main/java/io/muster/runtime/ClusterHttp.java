package io.muster.runtime;

import io.fabric8.kubernetes.client.vertx5.Vertx5HttpClientFactory;
import io.vertx.core.Vertx;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.ext.web.client.WebClientOptions;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * The connections to the API server. All of a process have one event loop: with much to do it is awake anyhow, where
 * one of several would have to be woken for each request and each answer. They offer ChaCha20-Poly1305 first: without
 * the JVM's second compiler, which services do without, deciphering AES takes four times as long, and everything that
 * is watched is deciphered. An API server that does not want it takes one of the others.
 */
final class ClusterHttp extends Vertx5HttpClientFactory {

    private static final String PREFERRED = "TLS_CHACHA20_POLY1305_SHA256";

    private static final Vertx VERTX = vertx();

    private final List<String> suites = suites();

    ClusterHttp() {
        super(VERTX);
    }

    /** As the client would make one for itself, but for the number of event loops. */
    private static Vertx vertx() {
        // Names are looked up by the JDK, as everybody else does it.
        System.setProperty("vertx.disableDnsResolver", "true");
        return Vertx.vertx(SmallVertx.options().setUseDaemonThread(true));
    }

    @Override
    protected void additionalConfig(WebClientOptions http, WebSocketClientOptions watches, PoolOptions pool) {
        suites.forEach(http::addEnabledCipherSuite);
        suites.forEach(watches::addEnabledCipherSuite);
    }

    /** All that this JVM would offer, in another order. */
    private static List<String> suites() {
        try {
            List<String> offered = Arrays.asList(SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites());
            return Stream.concat(Stream.of(PREFERRED).filter(offered::contains),
                    offered.stream().filter(suite -> !suite.equals(PREFERRED))).toList();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }
}
