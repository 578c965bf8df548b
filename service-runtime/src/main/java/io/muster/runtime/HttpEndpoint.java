package io.muster.runtime;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code /livez}, {@code /readyz} and {@code /metrics}. */
public final class HttpEndpoint implements AutoCloseable {

    private static final long TIMEOUT_SECONDS = 10;

    private final Vertx vertx;
    private final HttpServer server;

    /**
     * Listens.
     *
     * @throws StartFailure
     *             if the address cannot be listened on
     */
    public HttpEndpoint(String host, int port, Health health, PrometheusMeterRegistry metrics) {
        vertx = Vertx.vertx(SmallVertx.options().setWorkerPoolSize(1).setInternalBlockingPoolSize(1));
        try {
            server = vertx.createHttpServer()
                    .requestHandler(request -> answer(request, health, metrics))
                    .listen(port, host).toCompletionStage().toCompletableFuture()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            vertx.close();
            throw new StartFailure(ExitCode.USAGE,
                    "cannot listen on %s:%d (%s): set MUSTER_HTTP_HOST and MUSTER_HTTP_PORT"
                            .formatted(host, port, e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            vertx.close();
            throw new StartFailure(ExitCode.FAULT, "interrupted at the start", e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The process ends anyway; a socket that does not close in time closes with it.
        }
    }

    private static void answer(HttpServerRequest request, Health health, PrometheusMeterRegistry metrics) {
        switch (String.valueOf(request.path())) {
            case "/livez" -> answer(request, health.deadLoops());
            case "/readyz" -> answer(request, health.unmet());
            case "/metrics" -> request.response().putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
                    .end(metrics.scrape());
            default -> request.response().setStatusCode(404).end("there are /livez, /readyz and /metrics\n");
        }
    }

    private static void answer(HttpServerRequest request, List<String> problems) {
        if (problems.isEmpty()) {
            request.response().end("ok\n");
        } else {
            request.response().setStatusCode(503).end(String.join("\n", problems) + "\n");
        }
    }
}
