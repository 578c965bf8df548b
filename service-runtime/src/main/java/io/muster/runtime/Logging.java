package io.muster.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * What every Muster process logs, to standard error: standard output belongs to what a command answers. Logback finds
 * this class by itself. A file that it would look for ({@code -Dlogback.configurationFile}, logback-test.xml or
 * logback.xml on the class path) goes before; there is none of ours, because reading one loads four hundred classes.
 */
public final class Logging extends ContextAwareBase implements Configurator {

    private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %-18logger{0} %msg %kvp%n%ex";
    private static final List<String> FILES = List.of("logback-test.xml", "logback.xml");

    private final Function<String, @Nullable String> settings;

    /** For logback. */
    public Logging() {
        this(name -> {
            String property = System.getProperty(name);
            return property == null ? System.getenv(name) : property;
        });
    }

    /**
     * Reads the settings of logging.
     *
     * @param settings
     *            the value of the setting of a name, or null
     */
    Logging(Function<String, @Nullable String> settings) {
        this.settings = settings;
    }

    @Override
    public ExecutionStatus configure(LoggerContext logging) {
        if (settings.apply("logback.configurationFile") != null || FILES.stream()
                .anyMatch(file -> Logging.class.getClassLoader().getResource(file) != null)) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        OutputStreamAppender<ILoggingEvent> appender = appender(logging);
        logging.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
        level(logging, Logger.ROOT_LOGGER_NAME, Level.WARN);
        level(logging, "io.muster", level("MUSTER_LOG_LEVEL", Level.INFO));
        // Watched says in a line what a watch fails at; the client would say so in a hundred, at each try.
        level(logging, "io.fabric8.kubernetes.client.informers.impl.cache.Reflector", Level.ERROR);
        // A command says itself that no broker answers; its client would say so every second, too.
        level(logging, "org.apache.kafka", level("muster.kafka.log.level", Level.WARN));
        // An embedded broker on a fresh directory warns that it is fresh.
        level(logging, "org.apache.kafka.controller.QuorumController", Level.ERROR);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private OutputStreamAppender<ILoggingEvent> appender(LoggerContext logging) {
        String format = Objects.requireNonNullElse(settings.apply("MUSTER_LOG_FORMAT"), "text");
        OutputStreamAppender<ILoggingEvent> appender = switch (format) {
            // For commands whose terminal tells something else: they say where the file is.
            case "file" -> file();
            case "json", "text" -> standardError();
            default -> {
                addWarn("MUSTER_LOG_FORMAT is %s: it has to be text or json, and is text now".formatted(format));
                yield standardError();
            }
        };
        appender.setContext(logging);
        appender.setName("log");
        appender.setEncoder(started("json".equals(format) ? json() : text(), logging));
        appender.start();
        return appender;
    }

    private FileAppender<ILoggingEvent> file() {
        FileAppender<ILoggingEvent> file = new FileAppender<>();
        file.setFile(settings.apply("MUSTER_LOG_FILE"));
        file.setAppend(false);
        return file;
    }

    private static ConsoleAppender<ILoggingEvent> standardError() {
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setTarget("System.err");
        return console;
    }

    private static Encoder<ILoggingEvent> text() {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern(PATTERN);
        return encoder;
    }

    private static Encoder<ILoggingEvent> json() {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMDC(false);
        encoder.setWithFormattedMessage(false);
        return encoder;
    }

    private static Encoder<ILoggingEvent> started(Encoder<ILoggingEvent> encoder, LoggerContext logging) {
        encoder.setContext(logging);
        encoder.start();
        return encoder;
    }

    private Level level(String setting, Level otherwise) {
        String given = settings.apply(setting);
        Level level = given == null ? otherwise : Level.toLevel(given, null);
        if (level == null) {
            addWarn("%s is %s: it has to be one of TRACE, DEBUG, INFO, WARN, ERROR or OFF, and is %s now"
                    .formatted(setting, given, otherwise));
            return otherwise;
        }
        return level;
    }

    private static void level(LoggerContext logging, String logger, Level level) {
        logging.getLogger(logger).setLevel(level);
    }
}
