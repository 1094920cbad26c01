package org.waymark.history.slice;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.waymark.history.LogRange;
import org.waymark.history.slice.SliceException.Kind;
import org.waymark.log.LastRecord;
import org.waymark.log.LogIdentity;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;

class SliceTest {
  private static final long SEED = 5;
  private static final SliceHead HEAD =
      new SliceHead(
          new LogIdentity("cluster", Map.of(Topic.TRUST, "t-id", Topic.EVENTS, "e-id")),
          "waymark.1-14",
          0,
          2,
          new LogRange(40, OptionalLong.of(1_234_567), 42, 45, 9_000_000));

  private static List<SliceRecord> records() {
    Random random = new Random(SEED);
    List<SliceRecord> records = new ArrayList<>();
    for (long offset : new long[] {0, 1}) {
      records.add(new SliceRecord(Topic.TRUST, record(random, offset)));
    }
    for (long offset = 40; offset < 45; offset++) {
      records.add(new SliceRecord(Topic.EVENTS, record(random, offset)));
    }
    return records;
  }

  private static LogRecord record(Random random, long offset) {
    byte[] key = new byte[random.nextInt(40)];
    byte[] value = new byte[random.nextInt(400)];
    random.nextBytes(key);
    random.nextBytes(value);
    int epoch = offset == 41 ? LastRecord.NO_EPOCH : 3;
    // Record times may go back, and a broker may set any.
    long timeMs = offset == 43 ? -62_135_596_800_001L : random.nextLong(2_000_000_000_000L);
    return new LogRecord(offset, epoch, timeMs, ByteString.owning(key), value);
  }

  private static byte[] written(SliceHead head, List<SliceRecord> records) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      SliceWriter writer = new SliceWriter(out, head);
      for (SliceRecord record : records) {
        writer.write(record);
      }
      writer.end();
      return out.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<SliceRecord> read(byte[] bytes) {
    try (SliceReader reader = SliceReader.of("file", new ByteArrayInputStream(bytes))) {
      assertEquals(HEAD, reader.head());
      List<SliceRecord> found = new ArrayList<>();
      Optional<SliceRecord> next = reader.next();
      while (next.isPresent()) {
        found.add(next.get());
        next = reader.next();
      }
      return found;
    }
  }

  private static byte[] whole() {
    return written(HEAD, records());
  }

  private static List<String> lines() {
    return new ArrayList<>(new String(whole(), StandardCharsets.UTF_8).lines().toList());
  }

  private static SliceException refusal(List<String> lines) {
    return refusal((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static SliceException refusal(byte[] bytes) {
    SliceException refusal = assertThrows(SliceException.class, () -> read(bytes));
    assertEquals(1, refusal.getMessage().lines().count(), refusal::getMessage);
    assertTrue(
        refusal.getMessage().startsWith("file, line " + refusal.line() + ": "),
        refusal::getMessage);
    return refusal;
  }

  private static void assertRefused(Kind kind, long line, List<String> lines) {
    SliceException refusal = refusal(lines);
    assertEquals(kind + " " + line, refusal.kind() + " " + refusal.line(), refusal::getMessage);
  }

  /** Gives lines the end that belongs to them, as an editor who knows the format would. */
  private static List<String> ended(List<String> body, long records) {
    byte[] bytes = (String.join("\n", body) + "\n").getBytes(StandardCharsets.UTF_8);
    List<String> all = new ArrayList<>(body);
    all.add(
        "{\"end\":{\"records\":%d,\"sha256\":\"%s\"}}"
            .formatted(records, new Sha256().addBytes(bytes).digest().hex()));
    return all;
  }

  @Test
  void whatWasWrittenIsReadAndWrittenAgainByteByByte() {
    List<SliceRecord> found = read(whole());
    assertEquals(records(), found);
    assertArrayEquals(whole(), written(HEAD, found));
  }

  @Test
  void linesHaveTheDocumentedForm() {
    assertAll(
        () ->
            assertEquals(
                "{\"format\":\"waymark-slice\",\"version\":1,\"cluster\":\"cluster\","
                    + "\"prefix\":\"waymark.1-14\","
                    + "\"trust\":{\"topic\":\"t-id\",\"first\":0,\"to\":2},"
                    + "\"events\":{\"topic\":\"e-id\",\"first\":40,\"from\":42,\"to\":45},"
                    + "\"begins\":\"1970-01-01T00:20:34.567Z\",\"ends\":\"1970-01-01T02:30:00Z\"}",
                lines().getFirst()),
        () ->
            assertTrue(
                lines()
                    .get(3)
                    .startsWith("{\"topic\":\"events\",\"offset\":40,\"epoch\":3,\"at\":"),
                lines()::toString),
        () -> assertEquals(lines(), ended(lines().subList(0, 8), 7), "the end"));
  }

  /** Wherever a file is cut, it is noticed, and the line is named. */
  @Test
  void fileThatWasCutAnywhereIsRefused() {
    byte[] whole = whole();
    Set<Kind> kinds = new HashSet<>();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      SliceException refusal = refusal(cut);
      kinds.add(refusal.kind());
      assertTrue(refusal.line() >= 1 && refusal.line() <= 9, refusal::getMessage);
    }
    assertEquals(Set.of(Kind.NO_SLICE, Kind.MISSING_END), kinds);
  }

  /** Whichever byte is changed, it is noticed. */
  @Test
  void fileInWhichAnyByteWasChangedIsRefused() {
    Random random = new Random(SEED);
    byte[] whole = whole();
    Set<Kind> kinds = new HashSet<>();
    for (int i = 0; i < whole.length; i++) {
      byte[] changed = whole.clone();
      changed[i] ^= (byte) (1 << random.nextInt(8));
      int at = i;
      SliceException refused =
          assertThrows(
              SliceException.class, () -> readAnyHead(changed), () -> "byte " + at + " changed");
      kinds.add(refused.kind());
    }
    assertTrue(
        kinds.containsAll(
            Set.of(Kind.WRONG_HASH, Kind.BROKEN_LINE, Kind.WRONG_ORDER, Kind.NO_SLICE)),
        kinds::toString);
  }

  private static void readAnyHead(byte[] bytes) {
    try (SliceReader reader = SliceReader.of("file", new ByteArrayInputStream(bytes))) {
      while (reader.next().isPresent()) {
        // Only the end matters.
      }
    }
  }

  @Test
  void eachFaultIsNamedWithItsLine() {
    List<String> swapped = lines();
    Collections.swap(swapped, 4, 5);
    List<String> missing = lines();
    missing.remove(5);
    List<String> broken = lines();
    broken.set(4, broken.get(4).replace("\"key\"", "\"kee\""));
    List<String> spaced = lines();
    spaced.set(4, spaced.get(4).replace(",\"key\"", ", \"key\""));
    List<String> later = lines();
    later.set(0, later.get(0).replace("\"version\":1", "\"version\":2"));
    List<String> more = new ArrayList<>(lines().subList(0, 8));
    more.add(more.getLast().replace("\"offset\":44", "\"offset\":45"));
    List<String> behind = lines();
    behind.add("{}");
    List<String> trustLast = new ArrayList<>(lines().subList(0, 8));
    Collections.swap(trustLast, 2, 3);
    assertAll(
        () -> assertRefused(Kind.WRONG_ORDER, 5, swapped),
        () -> assertRefused(Kind.WRONG_ORDER, 6, missing),
        () -> assertRefused(Kind.WRONG_ORDER, 3, trustLast),
        () -> assertRefused(Kind.BROKEN_LINE, 5, broken),
        () -> assertRefused(Kind.BROKEN_LINE, 5, spaced),
        () -> assertRefused(Kind.UNKNOWN_VERSION, 1, later),
        () -> assertRefused(Kind.MISSING_END, 9, lines().subList(0, 8)),
        () -> assertRefused(Kind.WRONG_COUNT, 8, ended(lines().subList(0, 7), 6)),
        () -> assertRefused(Kind.WRONG_COUNT, 9, ended(lines().subList(0, 8), 6)),
        () -> assertRefused(Kind.WRONG_COUNT, 9, ended(more, 8)),
        () -> assertRefused(Kind.AFTER_END, 10, behind),
        () -> assertRefused(Kind.NO_SLICE, 1, List.of("hello")),
        () -> assertEquals(Kind.LONG_LINE, refusal(new byte[SliceReader.MAX_LINE_BYTES]).kind()),
        () ->
            assertEquals(
                Kind.UNREADABLE,
                assertThrows(SliceException.class, () -> SliceReader.open(Path.of("no-such-file")))
                    .kind()));
  }

  @Test
  void writerRefusesToWriteWhatNobodyWouldRead() throws IOException {
    SliceWriter writer = new SliceWriter(new ByteArrayOutputStream(), HEAD);
    assertThrows(IllegalArgumentException.class, () -> writer.write(records().get(1)));
    writer.write(records().getFirst());
    assertThrows(IllegalStateException.class, writer::end);
  }
}
