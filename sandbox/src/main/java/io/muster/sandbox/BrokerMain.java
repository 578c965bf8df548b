package io.muster.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CountDownLatch;

/** An {@link EmbeddedBroker} as a process of its own; see {@link BrokerProcess}, which starts it. */
public final class BrokerMain {
    private BrokerMain() {}

    /**
     * Runs a broker until the process is told to end.
     *
     * @param args
     *            data directory; port, or 0 for any; a file to write the bootstrap address to once the broker is ready
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 3) {
            System.err.println("usage: BrokerMain DATA_DIR PORT READY_FILE");
            System.exit(2);
        }
        Path dataDir = Path.of(args[0]);
        int port = Integer.parseInt(args[1]);
        Path ready = Path.of(args[2]);
        EmbeddedBroker broker = port == 0 ? EmbeddedBroker.start(dataDir) : EmbeddedBroker.start(dataDir, port);
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-shutdown"));
        Path written = Files.writeString(ready.resolveSibling(ready.getFileName() + ".new"), broker.bootstrapServers());
        Files.move(written, ready, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        new CountDownLatch(1).await();
    }
}
