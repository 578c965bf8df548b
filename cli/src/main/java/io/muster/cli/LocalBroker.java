package io.muster.cli;

import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** The embedded broker of a {@code muster up} of the same user: it keeps its port beside its data. */
final class LocalBroker {

    private static final int PATIENCE_MILLIS = 200;

    private LocalBroker() {}

    /** Its address, if exactly one answers: of several, nobody could say which is meant. */
    static Optional<String> find(Path dataHome) {
        List<String> answering = new ArrayList<>();
        if (Files.isDirectory(dataHome)) {
            try (DirectoryStream<Path> clusters = Files.newDirectoryStream(dataHome)) {
                for (Path cluster : clusters) {
                    port(cluster.resolve("kafka").resolve("ports.properties")).filter(LocalBroker::answers)
                            .ifPresent(port -> answering.add("127.0.0.1:" + port));
                }
            } catch (IOException e) {
                return Optional.empty();
            }
        }
        return answering.size() == 1 ? Optional.of(answering.getFirst()) : Optional.empty();
    }

    private static Optional<Integer> port(Path file) {
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        Properties ports = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            ports.load(reader);
            return Optional.of(Integer.valueOf(ports.getProperty("broker", "")));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
