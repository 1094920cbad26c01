package org.waymark.wire.event;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentType;
import org.waymark.segment.Sha256;

/**
 * Events of every kind, as builds of Waymark wrote them. One file is added for every event schema,
 * and stays permanently.
 *
 * <p>One line per record: topic, offset, record time in Unix milliseconds, kind as in the header,
 * key in hex ({@code -} if it is empty), value in hex.
 */
final class GoldenEvents {
  private static final IsdAs CORE = IsdAs.parse("1-11");
  private static final IsdAs LEAF = IsdAs.parse("1-ff00:0:110");
  private static final long TIME_MS = 1_520_000_003_000L;
  private static final ByteString HASH = Sha256.hash(ByteString.of((byte) 1));
  private static final ByteString BYTES = ByteString.ofHex("00010203040506");
  private static final ByteString JSON = ByteString.ofHex("7b7d");
  private static final SegmentId ID = new SegmentId(HASH);
  private static final Origin SENDER =
      new Origin(Transport.SCION_UDP, CORE, ByteString.ofHex("7f000001"));
  private static final String REPLICA = "ps1";

  /** A record of a topic. */
  record GoldenRecord(
      String topic, long offset, long recordTimeMs, String kind, ByteString key, byte[] value) {
    private String line() {
      return String.join(
          " ",
          topic,
          Long.toString(offset),
          Long.toString(recordTimeMs),
          kind,
          key.size() == 0 ? "-" : key.hex(),
          HexFormat.of().formatHex(value));
    }

    private static GoldenRecord of(String line) {
      String[] fields = line.split(" ");
      return new GoldenRecord(
          fields[0],
          Long.parseLong(fields[1]),
          Long.parseLong(fields[2]),
          fields[3],
          fields[4].equals("-") ? ByteString.EMPTY : ByteString.ofHex(fields[4]),
          HexFormat.of().parseHex(fields[5]));
    }
  }

  /** The facts that a record was made from. */
  record Content(String topic, ByteString key, Event event) {}

  private GoldenEvents() {}

  private static String name(int schema) {
    return "events-" + schema + ".txt";
  }

  /** {@return the records of a schema; empty if there is no file} */
  static List<GoldenRecord> read(int schema) throws IOException {
    return read(name(schema));
  }

  /** {@return the block that a build wrote before blocks were renewed} */
  static GoldenRecord blockWithoutRenewal() throws IOException {
    return read("block-without-renewal.txt").getFirst();
  }

  private static List<GoldenRecord> read(String name) throws IOException {
    try (InputStream file = GoldenEvents.class.getResourceAsStream("/golden/" + name)) {
      return file == null
          ? List.of()
          : new String(file.readAllBytes(), StandardCharsets.US_ASCII)
              .lines()
              .map(GoldenRecord::of)
              .toList();
    }
  }

  /** Writes the records of the newest schema of this build. */
  static void write(Path resources) throws IOException {
    Path file = resources.resolve("golden").resolve(name(Event.NEWEST_SCHEMA));
    StringBuilder lines = new StringBuilder();
    long offset = 0;
    for (Content content : of(Event.NEWEST_SCHEMA)) {
      GoldenRecord record =
          new GoldenRecord(
              content.topic(),
              offset,
              TIME_MS + offset,
              content.event().body().kind(),
              content.key(),
              EventCodec.encode(content.event()));
      lines.append(record.line()).append('\n');
      offset++;
    }
    Files.createDirectories(file.getParent());
    Files.writeString(file, lines, StandardCharsets.US_ASCII);
  }

  /** {@return the contents of the records of a schema} */
  static List<Content> of(int schema) {
    return switch (schema) {
      case 1 -> Stream.of(state(), trust(), audit()).flatMap(List::stream).toList();
      default ->
          throw new IllegalArgumentException(
              "describe the events of schema " + schema + " here, and write them");
    };
  }

  private static Content content(
      String topic, ByteString key, List<ByteString> ids, Origin origin, EventBody body) {
    return new Content(topic, key, new Event(1, ids, REPLICA, origin, 7, body));
  }

  private static List<Content> state() {
    BlockSubject subject = new BlockSubject.OfInterface(LEAF, 61);
    return List.of(
        content(
            "events",
            RecordKeys.segment(ID),
            List.of(HASH),
            SENDER,
            new EventBody.SegmentEvent(
                SegmentFormat.CAPNP,
                SegmentType.DOWN,
                BYTES,
                List.of(
                    new TrustVersion(TrustKind.TRC, IsdAs.of(1, 0), 3),
                    new TrustVersion(TrustKind.CHAIN, LEAF, 2)))),
        content(
            "events",
            RecordKeys.ofInterface(LEAF, 61),
            List.of(HASH, HASH),
            SENDER,
            new EventBody.RevocationEvent(SegmentFormat.CAPNP, BYTES)),
        content(
            "events", RecordKeys.tick(), List.of(), Origin.SELF, new EventBody.TickEvent(TIME_MS)),
        content(
            "events",
            RecordKeys.block(subject),
            List.of(),
            Origin.SELF,
            new EventBody.BlockEvent(
                subject, TIME_MS + 60_000, "maintenance", TIME_MS + 3_600_000, "operator")),
        content(
            "events",
            RecordKeys.ofInterface(CORE, 2),
            List.of(),
            SENDER,
            new EventBody.InterfaceDownEvent(CORE, 2, TIME_MS + 10_000)));
  }

  private static List<Content> trust() {
    return List.of(
        content(
            "trust",
            RecordKeys.logOwner(CORE),
            List.of(),
            Origin.SELF,
            new EventBody.LogOwner(CORE)),
        trust(TrustKind.ANCHOR, IsdAs.of(1, 0)),
        trust(TrustKind.TRC, IsdAs.of(1, 0)),
        trust(TrustKind.CHAIN, LEAF));
  }

  private static Content trust(TrustKind kind, IsdAs subject) {
    return content(
        "trust",
        RecordKeys.trust(kind, subject, 2),
        List.of(),
        SENDER,
        new EventBody.TrustEvent(kind, JSON));
  }

  private static List<Content> audit() {
    return Stream.of(
            new EventBody.ReplicaStarted("5-0123456789ab", 1, "192.0.2.11:30252"),
            new EventBody.ReplicaStopped("SIGTERM"),
            new EventBody.CheckpointSigned(BYTES),
            new EventBody.RegistrationRefused(
                HASH,
                300,
                "expired",
                1,
                Optional.of(
                    new EventBody.RefusedSegment(Optional.of(SegmentType.DOWN), ID, CORE, LEAF))),
            new EventBody.RevocationRefused(HASH, 90, "unproven", 1, LEAF, 61),
            new EventBody.ReplicaReported(
                new TickDigest(4_720, TIME_MS, HASH, 12, true),
                "5-0123456789ab",
                1,
                "ready",
                3,
                250,
                1,
                new ReplicaCounters(10, 20, 30, 40)))
        .map(body -> content("audit", RecordKeys.audit(REPLICA), List.of(), Origin.SELF, body))
        .toList();
  }
}
