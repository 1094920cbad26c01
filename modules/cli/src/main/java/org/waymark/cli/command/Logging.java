package org.waymark.cli.command;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log on standard error: our own progress at INFO, of the libraries warnings; one {@code -v}
 * adds our details and stack traces, two those of the libraries.
 */
public enum Logging {
  NORMAL(Level.INFO, Level.WARN, Level.OFF, "%msg%n%nopex"),
  DETAILED(Level.DEBUG, Level.WARN, Level.WARN, Logging.DETAILED_LINE),
  EVERYTHING(Level.DEBUG, Level.INFO, Level.INFO, Logging.DETAILED_LINE);

  private static final String DETAILED_LINE =
      "%d{HH:mm:ss.SSS} %-5level [%thread] %logger{24}: %msg%n%ex";

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
   * Leaves out what servers say that a command plays thousands of messages to, unless details are
   * asked for.
   */
  public static void silenceServers() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    if (!context.getLogger("org.waymark").isDebugEnabled()) {
      context.getLogger("org.waymark.server").setLevel(Level.OFF);
    }
  }

  /**
   * Leaves out all that is no error, unless details are asked for: a world has dozens of servers
   * that each tell what they do.
   */
  public static void errorsOnly() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    if (!context.getLogger("org.waymark").isDebugEnabled()) {
      context.getLogger("org.waymark").setLevel(Level.ERROR);
    }
  }

  public void start() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(line);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(console);
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(libraries);
    context.getLogger("org.apache.kafka").setLevel(kafka);
    context.getLogger("kafka").setLevel(kafka);
    context.getLogger("org.waymark").setLevel(ours);
  }
}
