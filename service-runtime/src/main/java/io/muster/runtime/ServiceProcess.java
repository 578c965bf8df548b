package io.muster.runtime;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@code main} of a service that has the process to itself: runs until it is told to stop, or must. */
public final class ServiceProcess {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceProcess.class);

    private ServiceProcess() {}

    /**
     * Starts the service from the environment and blocks until SIGTERM or a failure that it cannot go on after.
     *
     * @return the exit status, see {@link ExitCode}
     */
    public static int run(Map<String, String> environment, Function<Map<String, String>, Service> starter) {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        CompletableFuture<Integer> exited = new CompletableFuture<>();
        AtomicBoolean starting = new AtomicBoolean(true);
        Thread runner = Thread.currentThread();
        Thread hook = new Thread(() -> {
            stopped.complete(null);
            synchronized (starting) {
                if (starting.get()) {
                    // It may be waiting for a broker or an API server, for as long as a minute.
                    runner.interrupt();
                }
            }
            // Left to itself a JVM that was told to end exits with 143, which supervisors take for a failure.
            Runtime.getRuntime().halt(exited.join());
        }, "muster-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        int status = serve(environment, starter, stopped, starting);
        exited.complete(status);
        return status;
    }

    private static int serve(Map<String, String> environment, Function<Map<String, String>, Service> starter,
            CompletableFuture<Void> stopped, AtomicBoolean starting) {
        try (Service service = starter.apply(environment)) {
            synchronized (starting) {
                starting.set(false);
                // Told to stop while it started: that shall not cut short how it stops.
                Thread.interrupted();
            }
            CompletableFuture.anyOf(stopped, service.failure()).get();
            return ExitCode.OK.status();
        } catch (ExecutionException e) {
            return report(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.OK.status();
        } catch (RuntimeException e) {
            return stopped.isDone() ? ExitCode.OK.status() : report(e);
        }
    }

    private static int report(Throwable failure) {
        if (failure instanceof StartFailure expected) {
            LOG.error(expected.getMessage());
            return expected.exitCode().status();
        }
        LOG.error("a fault in Muster: please report it with this stack trace", failure);
        return ExitCode.FAULT.status();
    }
}
