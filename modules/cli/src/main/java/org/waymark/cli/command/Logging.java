package org.waymark.cli.command;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Configures logging to standard error. Waymark's own messages are shown at level INFO and above,
 * and messages of libraries at level WARN and above. One {@code -v} adds details and stack traces
 * from Waymark; a second {@code -v} adds details and stack traces from libraries. Every event is
 * printed as one {@link LogLine}, followed by its stack trace with {@code -v}. Commands that run
 * for days start each line with the time.
 */
public enum Logging {
  NORMAL(Level.INFO, Level.WARN, Level.OFF, Logging.LINE),
  DETAILED(Level.DEBUG, Level.WARN, Level.WARN, Logging.DETAILED_LINE),
  EVERYTHING(Level.DEBUG, Level.INFO, Level.INFO, Logging.DETAILED_LINE);

  private static final String CONSOLE = "console";
  private static final String TIME = "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC} ";
  private static final String LINE = "%line%n%nopex";
  private static final String STAMPED_LINE = TIME + "%-5level " + LINE;
  private static final String DETAILED_LINE = TIME + "%-5level [%thread] %logger{24}: %line%n%ex";

  private final Level ours;
  private final Level libraries;
  private final Level kafka;
  private final String line;

  Logging(Level ours, Level libraries, Level kafka, String line) {
    this.ours = ours;
    this.libraries = libraries;
    this.kafka = kafka;
    this.line = line;
  }

  public static Logging of(int verbosity) {
    return switch (verbosity) {
      case 0 -> NORMAL;
      case 1 -> DETAILED;
      default -> EVERYTHING;
    };
  }

  /**
   * Silences the path servers used by a command that sends them thousands of messages, unless
   * {@code -v} was given.
   */
  public static void silenceServers() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    if (!context.getLogger("org.waymark").isDebugEnabled()) {
      context.getLogger("org.waymark.server").setLevel(Level.OFF);
    }
  }

  /**
   * Logs only errors, unless {@code -v} was given, because a world has dozens of servers that all
   * log their activity.
   */
  public static void errorsOnly() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    if (!context.getLogger("org.waymark").isDebugEnabled()) {
      context.getLogger("org.waymark").setLevel(Level.ERROR);
    }
  }

  /** Starts every subsequent line with the time and level. */
  public static void stampLines() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    if (!context.getLogger("org.waymark").isDebugEnabled()) {
      writeTo(context, STAMPED_LINE);
    }
  }

  /**
   * Redirects the log from standard error to a file, whose lines start with the time and level.
   *
   * @return a handle that redirects the log to standard error again when it is closed
   */
  public static AutoCloseable toFile(Path file) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    boolean isDetailed = context.getLogger("org.waymark").isDebugEnabled();
    FileAppender<ILoggingEvent> lines = new FileAppender<>();
    lines.setContext(context);
    lines.setName(file.toString());
    lines.setFile(file.toString());
    lines.setEncoder(encoder(context, isDetailed ? DETAILED_LINE : STAMPED_LINE));
    lines.start();
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    Appender<ILoggingEvent> console = root.getAppender(CONSOLE);
    root.detachAppender(console);
    root.addAppender(lines);
    return () -> {
      root.detachAppender(lines);
      lines.stop();
      root.addAppender(console);
    };
  }

  /**
   * Shows warnings of everything until a command has read its options.
   *
   * @param context a new context
   */
  static void beforeOptions(LoggerContext context) {
    writeTo(context, LINE);
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
  }

  /** Replaces the logging configuration. Called when a command starts. */
  public void start() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    writeTo(context, line);
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(libraries);
    context.getLogger("org.apache.kafka").setLevel(kafka);
    context.getLogger("kafka").setLevel(kafka);
    context.getLogger("org.waymark").setLevel(ours);
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext context, String pattern) {
    PatternLayout layout = new PatternLayout();
    layout.getInstanceConverterMap().put("line", LogLine::new);
    layout.setContext(context);
    layout.setPattern(pattern);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    return encoder;
  }

  private static void writeTo(LoggerContext context, String pattern) {
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName(CONSOLE);
    console.setTarget("System.err");
    console.setEncoder(encoder(context, pattern));
    console.start();
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAppender(CONSOLE);
    root.addAppender(console);
  }
}
