package io.muster.runtime;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.MeterRegistry;
import io.muster.events.Outcome.ObjectOutcome;
import io.muster.events.Outcome.Repair;
import io.muster.events.Outcome.Result;
import io.muster.events.Outcome.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to the cluster: within the service's bounds, counted, and with whatever the API server says in the answer. */
public final class Writes {

    private static final Logger LOG = LoggerFactory.getLogger(Writes.class);

    private final WriteLimits limits;
    private final MeterRegistry metrics;
    private final String concern;

    Writes(WriteLimits limits, MeterRegistry metrics, String concern) {
        this.limits = limits;
        this.metrics = metrics;
        this.concern = concern;
    }

    /** Begins to write one object. */
    public Attempt attempt(String kind, @Nullable String namespace, String name) {
        return new Attempt(kind, namespace, name);
    }

    /** What is written to one object to make it what it should be. Not for use by several threads at once. */
    public final class Attempt {

        private final String kind;
        private final @Nullable String namespace;
        private final String name;
        private final List<Written> written = new ArrayList<>();

        private Attempt(String kind, @Nullable String namespace, String name) {
            this.kind = kind;
            this.namespace = namespace;
            this.name = name;
        }

        /**
         * Makes one request as soon as the bounds allow.
         *
         * @param verb
         *            as in the API's permissions: create, update, patch or delete
         * @throws KubernetesClientException
         *             if the API server refuses it
         */
        public <R> R write(String verb, Callable<R> request) throws Exception {
            try {
                R result = limits.run(request);
                count(verb, "ok");
                written.add(new Written(verb, kind, name));
                return result;
            } catch (KubernetesClientException e) {
                count(verb, e.getCode() == 409 ? "conflict" : e.getCode() == 404 ? "gone" : "error");
                throw e;
            }
        }

        /** Whether anything has been written. */
        public boolean hasWritten() {
            return !written.isEmpty();
        }

        /** The object is there as it should be; with a repair, if somebody had changed it. */
        public ObjectWrite present(@Nullable Repair repair) {
            return new ObjectWrite(Optional.of(new ObjectOutcome(kind, name, Result.PRESENT, "")), written, repair,
                    false);
        }

        /** The object is not there, and should not be. */
        public ObjectWrite gone(@Nullable Repair repair) {
            return new ObjectWrite(Optional.empty(), written, repair, false);
        }

        /** The object is not as it should be, for a reason that does not pass by itself in a moment. */
        public ObjectWrite stands(Result result, String reason) {
            return new ObjectWrite(Optional.of(new ObjectOutcome(kind, name, result, reason)), written, null, false);
        }

        /** The object is not as it should be, which may well pass by itself in a moment. */
        public ObjectWrite passing(String reason) {
            return new ObjectWrite(Optional.of(new ObjectOutcome(kind, name, Result.FAILED, reason)), written, null,
                    true);
        }

        /** Does the work; if the API server refuses a request, that is the answer. */
        public ObjectWrite run(Callable<ObjectWrite> work) throws InterruptedException {
            try {
                return work.call();
            } catch (KubernetesClientException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedException("interrupted while writing");
                }
                return failed(e);
            } catch (InterruptedException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("a write throws nothing else", e);
            }
        }

        private ObjectWrite failed(KubernetesClientException e) {
            String reason = String.valueOf(e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage());
            LOG.atDebug().addKeyValue(LogKeys.NAMESPACE, namespace).addKeyValue(LogKeys.OBJECT, name)
                    .addKeyValue(LogKeys.REASON, reason).log("the API server refused a write");
            return isTransient(e) ? passing(reason) : stands(Result.FAILED, reason);
        }

        private void count(String verb, String result) {
            metrics.counter("muster.writes", "concern", concern, "kind", kind, "verb", verb, "result", result)
                    .increment();
        }
    }

    /** Too many requests, a server that is away or restarts: no fault of the object's. */
    private static boolean isTransient(KubernetesClientException e) {
        return e.getCode() == 429 || e.getCode() >= 500 || e.getCode() <= 0;
    }
}
