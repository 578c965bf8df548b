package io.muster.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been opened: closed in the reverse order, and one that does not close keeps no other open. */
public final class Parts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** Closes it with the others. */
    public <P extends AutoCloseable> P add(P part) {
        opened.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            AutoCloseable part = opened.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.atWarn().addKeyValue("part", part.getClass().getSimpleName()).setCause(e)
                        .log("does not stop cleanly");
            }
        }
    }
}
