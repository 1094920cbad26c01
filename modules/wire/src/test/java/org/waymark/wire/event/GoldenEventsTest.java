package org.waymark.wire.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.wire.DecoderLimits;

/** This build reads the events of every released schema as they were written. */
class GoldenEventsTest {
  private static final String WRITE = "waymark.write-golden";

  private final EventCodec codec = new EventCodec(DecoderLimits.DEFAULT);

  static IntStream schemas() {
    return IntStream.rangeClosed(Event.OLDEST_SCHEMA, Event.NEWEST_SCHEMA);
  }

  @ParameterizedTest
  @MethodSource("schemas")
  @DisabledIfSystemProperty(named = WRITE, matches = ".*")
  void everyEventIsReadAsItWasWritten(int schema) throws IOException {
    List<GoldenEvents.GoldenRecord> records = GoldenEvents.read(schema);
    List<GoldenEvents.Content> contents = GoldenEvents.of(schema);
    assertTrue(
        records.size() == contents.size(),
        () ->
            "there are %d records of event schema %d, but %d events are described: write them with"
                    .formatted(records.size(), schema, contents.size())
                + " mvn -pl modules/wire -am test -Dtest=GoldenEventsTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -D"
                + WRITE
                + "=src/test/resources");
    for (int i = 0; i < records.size(); i++) {
      GoldenEvents.GoldenRecord record = records.get(i);
      GoldenEvents.Content content = contents.get(i);
      assertEquals(content.topic(), record.topic());
      assertEquals(content.key(), record.key(), record.kind());
      assertEquals(content.event().body().kind(), record.kind());
      assertEquals(content.event(), codec.decode(record.value()).orElseThrow());
    }
  }

  /** Other programs filter records by kind and key, and verifiers hash their bytes. */
  @Test
  @DisabledIfSystemProperty(named = WRITE, matches = ".*")
  void thisBuildStillWritesTheBytesOfItsNewestSchema() throws IOException {
    for (GoldenEvents.GoldenRecord record : GoldenEvents.read(Event.NEWEST_SCHEMA)) {
      Event event = codec.decode(record.value()).orElseThrow();
      assertArrayEquals(record.value(), EventCodec.encode(event), record.kind());
    }
  }

  /** Fields were added to blocks without a new schema, because older builds may ignore them. */
  @Test
  void blockWrittenBeforeBlocksWereRenewedNeedsNoRenewal() throws IOException {
    EventBody body = codec.decode(GoldenEvents.blockWithoutRenewal().value()).orElseThrow().body();
    EventBody.BlockEvent block = assertInstanceOf(EventBody.BlockEvent.class, body);
    assertEquals("maintenance", block.reason());
    assertEquals(1_520_000_063_000L, block.endMs());
    assertEquals(0, block.untilMs());
    assertEquals("", block.operator());
  }

  @Test
  @DisabledIfSystemProperty(named = WRITE, matches = ".*")
  void everyKindIsAmongThem() {
    assertEquals(
        EventBody.KINDS,
        GoldenEvents.of(Event.NEWEST_SCHEMA).stream()
            .map(content -> content.event().body().kind())
            .collect(Collectors.toSet()),
        "describe an event of the new kind in GoldenEvents, and write the file again");
  }

  /** Writes the resource, if the property asks for it. */
  @Test
  @EnabledIfSystemProperty(named = WRITE, matches = ".+")
  void write() throws IOException {
    GoldenEvents.write(Path.of(System.getProperty(WRITE)));
  }
}
