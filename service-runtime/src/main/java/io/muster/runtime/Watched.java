package io.muster.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All objects of one kind as an informer sees them. A kind that the cluster does not know, or that may not be listed,
 * is tried again until it can be: it is never taken for a kind without objects.
 */
public final class Watched<T extends HasMetadata> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watched.class);

    /** Told of every change, on the informer's thread: to take note, never to work or wait. */
    public interface Listener<T> {

        /**
         * An object was made, changed or removed.
         *
         * @param before
         *            the object as it was, trimmed; null if it is new
         * @param after
         *            the object as it is, untrimmed; null if it is gone
         */
        void changed(@Nullable T before, @Nullable T after);

        /** The cluster has come to know the kind, or to know it no longer. */
        default void kindAppearedOrWent() {
            // most kinds are always there
        }
    }

    /** Being told of changes, until it is closed. */
    @FunctionalInterface
    public interface Listening extends AutoCloseable {
        @Override
        void close();
    }

    /** How far the informer has come. */
    public enum State {
        /** The first list has not arrived. */
        STARTING,
        /** The store is the cluster's state, but for the moment that a change takes to arrive. */
        SYNCED,
        /** The cluster does not know the kind. */
        ABSENT,
        /** The list or watch fails; the store is what was known last. */
        FAILING
    }

    private final String kind;
    private final Informable<T> selected;
    private final UnaryOperator<T> trim;
    private final List<Listener<T>> listeners = new CopyOnWriteArrayList<>();
    private volatile SharedIndexInformer<T> informer;
    private volatile State state = State.STARTING;
    private volatile String failure = "";
    private volatile boolean everSynced;
    private volatile boolean kindUnknown;
    private boolean started;
    private boolean wasBroken;

    /**
     * Watches from its {@link #start()} on.
     *
     * @param kind
     *            name of the kind in messages
     * @param selected
     *            what to watch
     * @param trim
     *            what to keep of an object in memory
     */
    Watched(String kind, Informable<T> selected, UnaryOperator<T> trim) {
        this.kind = kind;
        this.selected = selected;
        this.trim = trim;
        this.informer = informer();
    }

    /**
     * Starts watching; returns at once.
     *
     * @param kind
     *            name of the kind in messages
     * @param selected
     *            what to watch
     * @param trim
     *            what to keep of an object in memory
     */
    public Watched(String kind, Informable<T> selected, UnaryOperator<T> trim, Listener<T> listener) {
        this(kind, selected, trim);
        listeners.add(listener);
        start();
    }

    /** Starts watching; returns at once. */
    synchronized void start() {
        started = true;
        start(informer);
    }

    /**
     * Tells the listener of every object.
     *
     * @return what ends it
     * @throws IllegalStateException
     *             if the watch has been started: it may have told of objects already, and keeps of them only a part
     */
    public synchronized Listening listen(Listener<T> listener) {
        if (started) {
            throw new IllegalStateException("listens to " + kind + " too late to be told of all of an object");
        }
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /**
     * On a thread of its own, since Vert.x binds all that a thread asks for to one of its event loops: there the lists
     * are decoded, and a service that starts has many.
     */
    private static void start(SharedIndexInformer<?> informer) {
        CompletableFuture.runAsync(informer::start, Thread::startVirtualThread).join();
    }

    private SharedIndexInformer<T> informer() {
        SharedIndexInformer<T> made = selected.runnableInformer(0);
        TrimmedStore<T> store = new TrimmedStore<>(trim);
        made.itemStore(store);
        made.exceptionHandler((_, error) -> failed(error));
        made.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {
                T whole = store.takeWhole(object);
                listeners.forEach(listener -> listener.changed(null, whole));
            }

            @Override
            public void onUpdate(T before, T after) {
                T whole = store.takeWhole(after);
                listeners.forEach(listener -> listener.changed(before, whole));
            }

            @Override
            public void onDelete(T object, boolean unknownFinalState) {
                listeners.forEach(listener -> listener.changed(object, null));
            }

            @Override
            public void onList(String resourceVersion, boolean remainedEmpty) {
                state = State.SYNCED;
                everSynced = true;
                failure = "";
                kindKnown(true);
            }
        });
        return made;
    }

    /**
     * Begins anew if nothing has been watched at the last call either, with what is known as the base that the next
     * list is compared with. To be called regularly for a kind that comes and goes: the informer reconnects a watch
     * whose kind has gone for ever, without telling, and asks for one that is not there ever more seldom.
     */
    public synchronized void renewIfBroken() {
        SharedIndexInformer<T> broken = informer;
        if (broken.isWatching()) {
            wasBroken = false;
        } else if (!wasBroken) {
            wasBroken = true;
        } else {
            wasBroken = false;
            broken.stop();
            SharedIndexInformer<T> fresh = informer();
            fresh.initialState(broken.getStore().list().stream());
            informer = fresh;
            start(fresh);
        }
    }

    /** Name of the kind. */
    public String kind() {
        return kind;
    }

    public State state() {
        return state;
    }

    /** Whether the first list has arrived at some time, so that the store can be believed. */
    public boolean isSynced() {
        return everSynced && informer.hasSynced() && !kindUnknown;
    }

    /** Whether the cluster, when it was last asked, did not know the kind. */
    public boolean isKindUnknown() {
        return kindUnknown;
    }

    /** Whether changes are told at this moment: not while the cluster does not answer, or does not know the kind. */
    public boolean isWatching() {
        return informer.isWatching();
    }

    /** Why the store cannot be believed, in words a person can act on; empty if it can. */
    public Optional<String> problem() {
        if (isSynced()) {
            return Optional.empty();
        }
        return Optional.of(switch (state) {
            case STARTING, SYNCED -> "the first list of " + kind + " has not arrived yet";
            case ABSENT -> "the cluster does not know the kind " + kind + ": install its CRD";
            case FAILING -> kind + " cannot be listed: " + failure;
        });
    }

    /** An object of the store. */
    public @Nullable T get(@Nullable String namespace, String name) {
        return informer.getStore().getByKey(Cache.namespaceKeyFunc(namespace, name));
    }

    /** The objects of the store in a namespace. */
    public List<T> in(String namespace) {
        return informer.getIndexer().byIndex(Cache.NAMESPACE_INDEX, namespace);
    }

    /** All objects of the store. */
    public Stream<T> all() {
        return informer.getStore().list().stream();
    }

    /** The resourceVersion up to which the store is known to be complete; 0 if that cannot be told. */
    public long resourceVersion() {
        return ResourceVersions.number(informer.lastSyncResourceVersion());
    }

    @Override
    public void close() {
        informer.stop();
    }

    private boolean failed(Throwable error) {
        KubernetesClientException refusal = refusal(error);
        State before = state;
        state = refusal != null && refusal.getCode() == 404 ? State.ABSENT : State.FAILING;
        // What the client says beside the server's own words is its request and all of the answer.
        failure = String.valueOf(refusal == null || refusal.getStatus() == null
                ? error.getMessage()
                : refusal.getStatus().getMessage());
        if (state == State.ABSENT) {
            kindKnown(false);
        }
        if (before != state) {
            LOG.atWarn().addKeyValue("kind", kind).addKeyValue("reason", failure)
                    .log(state == State.ABSENT
                            ? "the cluster does not know this kind: waiting for its CRD"
                            : "list or watch failed: trying again, what was known last stays in force");
        }
        return true;
    }

    private void kindKnown(boolean known) {
        if (kindUnknown == known) {
            kindUnknown = !known;
            listeners.forEach(Listener::kindAppearedOrWent);
        }
    }

    private static @Nullable KubernetesClientException refusal(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof KubernetesClientException refusal) {
                return refusal;
            }
        }
        return null;
    }

    /**
     * Keeps trimmed objects, and for as long as it takes to tell the listener the whole ones: of what a list brought,
     * the informer tells with the object that is in the store.
     */
    private static final class TrimmedStore<T extends HasMetadata> extends BasicItemStore<T> {

        private final UnaryOperator<T> trim;
        private final Map<String, T> whole = new ConcurrentHashMap<>();

        TrimmedStore(UnaryOperator<T> trim) {
            super(Cache::metaNamespaceKeyFunc);
            this.trim = trim;
        }

        @Override
        public @Nullable T put(String key, T object) {
            T known = get(key);
            if (known == null || !version(known).equals(version(object))) {
                whole.put(version(object), object);
            }
            return super.put(key, trim.apply(object));
        }

        T takeWhole(T told) {
            T object = whole.remove(version(told));
            return object == null ? told : object;
        }

        private static String version(HasMetadata object) {
            return object.getMetadata().getUid() + "/" + object.getMetadata().getResourceVersion();
        }
    }
}
