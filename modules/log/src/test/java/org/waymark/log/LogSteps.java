package org.waymark.log;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.waymark.runtime.SystemClock;
import org.waymark.segment.ByteString;

/** The steps that tests of logs share. */
public final class LogSteps {
  private LogSteps() {}

  public static Entry entry(long number) {
    byte[] text = ("entry " + number).getBytes(StandardCharsets.US_ASCII);
    return new Entry(ByteString.of(text), "test", text);
  }

  /** Appends entries one after another, so that each is in a batch of its own. */
  public static List<Appended> append(EventLog log, Topic topic, int count) throws Exception {
    List<Appended> appended = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      appended.add(log.append(topic, entry(i)).get(20, SECONDS));
    }
    return appended;
  }

  public static List<LogRecord> readAll(EventLog log, Topic topic) {
    try (Tail tail = log.tail(topic, log.identity().at(topic, log.start(topic)))) {
      return read(tail, log.end(topic).nextOffset());
    }
  }

  /**
   * {@return the records up to an offset; if they never arrive, the test's time limit ends the
   * wait}
   */
  static List<LogRecord> read(Tail tail, long end) {
    List<LogRecord> records = new ArrayList<>();
    while (tail.nextOffset() < end) {
      records.addAll(tail.poll(Duration.ofSeconds(1)));
    }
    assertEquals(
        LongStream.range(end - records.size(), end).boxed().toList(),
        records.stream().map(LogRecord::offset).toList());
    return records;
  }

  /** {@return the first state that a watch reports} */
  static LogState watched(EventLog log) {
    CompletableFuture<LogState> first = new CompletableFuture<>();
    try (LogWatch watch = LogWatch.start(log, new SystemClock(), new NoTimers(), first::complete)) {
      LogState told = first.join();
      assertEquals(told, watch.state());
      return told;
    }
  }

  public static void assertOneLine(LogException told, String part) {
    assertTrue(told.getMessage().contains(part), told.getMessage());
    assertFalse(told.getMessage().contains("\n"), told.getMessage());
  }
}
