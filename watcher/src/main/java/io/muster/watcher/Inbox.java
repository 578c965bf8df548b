package io.muster.watcher;

import io.muster.events.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Where the watcher's other threads put what the one that decides has to know. Never full, never waits to take in. */
final class Inbox implements Leadership.Listener {

    private final BlockingQueue<Message> queue = new LinkedBlockingQueue<>();

    /** The cluster is different. */
    void changed(Change change) {
        queue.add(new Message.ClusterChanged(change));
    }

    @Override
    public void gained() {
        queue.add(new Message.LeadGained());
    }

    @Override
    public void lost() {
        queue.add(new Message.LeadLost());
    }

    @Override
    public void asked(Request request, Runnable done) {
        queue.add(new Message.Asked(request, done));
    }

    /** Topics and cluster have been looked at anew. */
    void compared(Compared compared) {
        queue.add(new Message.LookedAt(compared));
    }

    /** They could not be. */
    void notCompared() {
        queue.add(new Message.NotLookedAt());
    }

    /** The watcher stops. */
    void closing() {
        queue.add(new Message.Closing());
    }

    /** How many messages wait. */
    int size() {
        return queue.size();
    }

    /** All messages there are, in order; waits for one, within a bound. */
    List<Message> take(Duration bound) throws InterruptedException {
        List<Message> messages = new ArrayList<>();
        Message first = queue.poll(bound.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
            messages.add(first);
            queue.drainTo(messages);
        }
        return messages;
    }
}
