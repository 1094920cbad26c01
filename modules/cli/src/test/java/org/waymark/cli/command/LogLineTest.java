package org.waymark.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LogLineTest {
  private static final Throwable FULL =
      new CompletionException(new IOException("No space left on device"));

  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger log = context.getLogger("org.waymark.LogLineTest");

  @AfterEach
  void writeToTheRealStandardErrorAgain() {
    Logging.NORMAL.start();
  }

  private String text(String message, Throwable failure) {
    return LogLine.text(new LoggingEvent("", log, Level.ERROR, message, failure, null));
  }

  @Test
  void causeIsInTheLine() {
    assertEquals(
        "the store is not flushed; cause: No space left on device",
        text("the store is not flushed", FULL));
  }

  @Test
  void controlCharactersAreEscaped() {
    assertEquals(
        "from \\u001b[2J\\r\\nand \\u202e\\u2028 Grüße",
        text("from \u001b[2J\r\nand \u202e\u2028 Grüße", null));
  }

  /** {@return the lines that an action writes to standard error} */
  private List<String> written(Runnable taken) {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      taken.run();
      log.info("this replica holds the lease");
      log.error("the store is not flushed", FULL);
    } finally {
      System.setErr(before);
    }
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void commandThatEndsSoonWritesTheTextAlone() {
    assertEquals(
        List.of(
            "this replica holds the lease",
            "the store is not flushed; cause: No space left on device"),
        written(Logging.NORMAL::start));
  }

  @Test
  void serverWritesTimeAndLevelBeforeTheText() {
    List<String> lines =
        written(
            () -> {
              Logging.NORMAL.start();
              Logging.stampLines();
            });

    String time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z ";
    assertEquals(2, lines.size());
    assertTrue(lines.get(0).matches(time + "INFO  this replica .*"), lines::toString);
    assertTrue(
        lines.get(1).matches(time + "ERROR the store .*; cause: No space .*"), lines::toString);
  }

  @Test
  void linesGoToAFileUntilItIsClosed(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("demo.log");

    List<String> lines =
        written(
            () -> {
              Logging.NORMAL.start();
              try (AutoCloseable _ = Logging.toFile(file)) {
                log.info("2 segments are added");
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });

    assertEquals(
        List.of(
            "this replica holds the lease",
            "the store is not flushed; cause: No space left on device"),
        lines);
    List<String> inFile = Files.readAllLines(file);
    assertEquals(1, inFile.size());
    assertTrue(inFile.getFirst().endsWith("Z INFO  2 segments are added"), inFile::toString);
  }

  @Test
  void detailsHaveTheStackTraceBelowTheLine() {
    List<String> lines = written(Logging.DETAILED::start);

    assertTrue(lines.get(1).endsWith("; cause: No space left on device"), lines::toString);
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("\tat ")), lines::toString);
  }
}
