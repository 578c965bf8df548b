package io.muster.watcher;

import io.muster.runtime.Entry;
import io.muster.runtime.StateTables;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** For tables that are looked at only when the lead is taken or everything is compared. */
final class IgnoredTables implements StateTables.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(IgnoredTables.class);

    @Override
    public void changed(String topic, String key, Entry entry) {
        // kept in the table
    }

    @Override
    public void unreadable(ConsumerRecord<byte[], byte[]> message, String reason) {
        LOG.atWarn().addKeyValue("topic", message.topic()).addKeyValue("partition", message.partition())
                .addKeyValue("offset", message.offset()).addKeyValue("reason", reason)
                .log("a record on a state topic cannot be understood: the leader puts its key there anew");
    }

    @Override
    public void current() {
        // asked for by readiness
    }
}
