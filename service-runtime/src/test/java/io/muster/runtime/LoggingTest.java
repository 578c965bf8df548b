package io.muster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.status.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoggingTest {

    private final LoggerContext logging = new LoggerContext();

    @AfterEach
    void stop() {
        logging.stop();
    }

    @Test
    void isTextOnStandardError() {
        assertThat(said(Map.of(), "io.muster.rbac.Sources"))
                .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO {2}Sources            read count=\"3\"\\R");
    }

    @Test
    void isJsonWhereAskedFor() {
        assertThat(said(Map.of("MUSTER_LOG_FORMAT", "json"), "io.muster.rbac.Sources"))
                .startsWith("{").endsWith("}\n").contains("\"level\":\"INFO\"", "\"message\":\"read\"",
                        "\"loggerName\":\"io.muster.rbac.Sources\"", "{\"count\":\"3\"}")
                .doesNotContain("sequenceNumber", "nanoseconds", "context", "mdc", "formattedMessage");
    }

    @Test
    void goesToAFile(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("logs").resolve("demo.log");

        String said = said(Map.of("MUSTER_LOG_FORMAT", "file", "MUSTER_LOG_FILE", file.toString()), "io.muster.X");

        assertThat(said).isEmpty();
        assertThat(Files.readString(file)).contains("INFO  X ", "read count=\"3\"");
    }

    @Test
    void tellsOfOthersWhatIsWrongAndOfMusterWhatIsAskedFor() {
        configure(Map.of("MUSTER_LOG_LEVEL", "DEBUG", "muster.kafka.log.level", "error"));

        assertThat(level("io.muster.watcher.WatcherLoop")).isEqualTo(Level.DEBUG);
        assertThat(level("org.apache.kafka.clients.NetworkClient")).isEqualTo(Level.ERROR);
        assertThat(level("io.vertx.core")).isEqualTo(Level.WARN);
        assertThat(problems()).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithASettingAndGoesOnWithoutIt() {
        assertThat(said(Map.of("MUSTER_LOG_FORMAT", "yaml", "MUSTER_LOG_LEVEL", "LOUD"), "io.muster.X"))
                .contains("INFO  X ");

        assertThat(problems()).containsExactlyInAnyOrder(
                "MUSTER_LOG_FORMAT is yaml: it has to be text or json, and is text now",
                "MUSTER_LOG_LEVEL is LOUD: it has to be one of TRACE, DEBUG, INFO, WARN, ERROR or OFF, and is INFO now");
    }

    @Test
    void leavesItToAFileOfTheUsers() {
        assertThat(configure(Map.of("logback.configurationFile", "/etc/muster/logback.xml")))
                .isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);

        assertThat(logging.getLogger("ROOT").iteratorForAppenders().hasNext()).isFalse();
    }

    private ExecutionStatus configure(Map<String, String> settings) {
        logging.setMDCAdapter(new LogbackMDCAdapter());
        Logging configurator = new Logging(settings::get);
        configurator.setContext(logging);
        return configurator.configure(logging);
    }

    /** Everything on standard error. */
    private String said(Map<String, String> settings, String logger) {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertThat(configure(settings)).isEqualTo(ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY);
            logging.getLogger(logger).atInfo().addKeyValue("count", "3").log("read");
        } finally {
            System.setErr(before);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    private Level level(String logger) {
        return logging.getLogger(logger).getEffectiveLevel();
    }

    private List<String> problems() {
        return logging.getStatusManager().getCopyOfStatusList().stream()
                .filter(status -> status.getLevel() >= Status.WARN).map(Status::getMessage).toList();
    }
}
