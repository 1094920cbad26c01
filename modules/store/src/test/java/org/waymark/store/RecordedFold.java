package org.waymark.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.TrustMaker;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.store.apply.Applied;
import org.waymark.store.row.ApplyVersion;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.trust.Trc;

/**
 * A log that exercises the rules of apply, stored in a resource, with the digest after each record.
 *
 * <p>One line per record: topic, record time in Unix milliseconds, value in hex, digest in hex.
 * Offsets count from 0 in each topic.
 */
final class RecordedFold {
  /** The system property that names the resources into which {@link #record} writes. */
  static final String RECORD = "waymark.record-fold";

  /** The command that records the log under the apply version of this code. */
  static final String RECORD_COMMAND =
      "mvn -pl modules/store -am test -Dtest=RecordedFoldTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -D"
          + RECORD
          + "=src/test/resources";

  private static final String FOLDER = "recorded";

  /**
   * A record, and the state after it.
   *
   * @param digest the digest of the topic after the record, 32 bytes in hex
   */
  record Step(Topic topic, LogRecord record, String digest) {
    private String line() {
      return String.join(
          " ",
          topic.suffix(),
          Long.toString(record.recordTimeMs()),
          HexFormat.of().formatHex(record.value()),
          digest);
    }
  }

  private RecordedFold() {}

  private static String fileName() {
    return "fold-" + ApplyVersion.CURRENT_NUMBER + ".txt";
  }

  /** Reads the log that was recorded with the apply version of this code. */
  static List<Step> read() throws IOException {
    String name = "/" + FOLDER + "/" + fileName();
    try (InputStream file = RecordedFold.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IOException(name + " is not there: record the log with " + RECORD_COMMAND);
      }
      return steps(new String(file.readAllBytes(), StandardCharsets.US_ASCII));
    }
  }

  /** Reads a log that was recorded with any apply version. */
  static List<Step> read(Path file) throws IOException {
    return steps(Files.readString(file, StandardCharsets.US_ASCII));
  }

  private static List<Step> steps(String text) {
    Map<Topic, Long> offsets = new EnumMap<>(Topic.class);
    List<Step> steps = new ArrayList<>();
    for (String line : text.split("\n")) {
      steps.add(step(line.split(" "), offsets));
    }
    return steps;
  }

  private static Step step(String[] fields, Map<Topic, Long> offsets) {
    Topic topic = fields[0].equals(Topic.TRUST.suffix()) ? Topic.TRUST : Topic.EVENTS;
    long offset = offsets.merge(topic, 1L, Long::sum) - 1;
    byte[] value = HexFormat.of().parseHex(fields[2]);
    LogRecord record = SmallWorldEvents.record(offset, Long.parseLong(fields[1]), value);
    return new Step(topic, record, fields[3]);
  }

  /** Folds records one by one, and passes on the effect of each and the digest after it. */
  static void fold(List<Step> steps, BiConsumer<Step, Applied> each) {
    try (Store store = Store.inMemory(SmallWorldEvents.settings())) {
      for (Step step : steps) {
        Applied applied = store.apply(step.topic, List.of(step.record)).getFirst();
        String digest = store.digest(step.topic).sum().hex();
        each.accept(new Step(step.topic, step.record, digest), applied);
      }
    }
  }

  /** Writes the log with the digests that this code computes. */
  static void record(Path resources) throws IOException {
    List<String> lines = new ArrayList<>();
    fold(made(), (step, applied) -> lines.add(step.line()));
    Path folder = Files.createDirectories(resources.resolve(FOLDER));
    Files.writeString(folder.resolve(fileName()), String.join("\n", lines) + "\n");
  }

  private static List<Step> made() {
    SmallWorldEvents events = new SmallWorldEvents();
    List<LogRecord> log = new ArrayList<>(SmallWorldRandom.records(events, 20_261_128, 240));
    long lastMs = log.getLast().recordTimeMs();
    for (SmallWorldPoison.Value poison : SmallWorldPoison.all(events)) {
      if (poison.value().length < 10_000) {
        log.add(SmallWorldEvents.record(log.size(), lastMs, poison.value()));
      }
    }
    byte[] down = events.interfaceDown(SmallWorld.LEAF, 2, lastMs + 60_000);
    log.add(SmallWorldEvents.record(log.size(), lastMs, down));
    long untilMs = lastMs + 300_000_000;
    for (byte[] block :
        List.of(
            events.blockAsUntil(SmallWorld.LEAF, lastMs + 60_000, untilMs),
            events.renewalAs(SmallWorld.LEAF, lastMs + 120_000, untilMs),
            events.renewalAs(SmallWorld.LEAF, lastMs + 180_000, untilMs + 1))) {
      log.add(SmallWorldEvents.record(log.size(), lastMs, block));
    }
    List<Step> steps = new ArrayList<>();
    log.forEach(record -> steps.add(new Step(Topic.EVENTS, record, "")));
    for (EventBody material : trust()) {
      long offset = steps.size() - log.size();
      LogRecord record =
          SmallWorldEvents.record(offset, SmallWorld.BASE_MS, events.event(material));
      steps.add(new Step(Topic.TRUST, record, ""));
    }
    return steps;
  }

  private static List<EventBody> trust() {
    IsdAs leaf = IsdAs.parse("1-12");
    VirtualClock clock = new VirtualClock(SmallWorld.BASE_MS);
    TrustMaker maker = Network.of(NetworkTopology.tiny(), 7, clock).trust();
    Trc first = maker.trc(1);
    Trc second = maker.update(first).make();
    Trc third = maker.update(second).make();
    return List.of(
        new EventBody.LogOwner(IsdAs.parse("1-11")),
        new EventBody.LogOwner(IsdAs.parse("1-11")),
        new EventBody.LogOwner(leaf),
        new EventBody.TrustEvent(TrustKind.CHAIN, maker.chain(leaf).json()),
        new EventBody.TrustEvent(TrustKind.ANCHOR, first.json()),
        new EventBody.TrustEvent(TrustKind.ANCHOR, first.json()),
        new EventBody.TrustEvent(
            TrustKind.ANCHOR, maker.firstTrc(1).description("other").make().json()),
        new EventBody.TrustEvent(TrustKind.TRC, third.json()),
        new EventBody.TrustEvent(TrustKind.TRC, maker.update(first).signedBy().make().json()),
        new EventBody.TrustEvent(TrustKind.TRC, second.json()),
        new EventBody.TrustEvent(TrustKind.CHAIN, maker.chain(leaf).json()),
        new EventBody.TrustEvent(TrustKind.CHAIN, maker.certify(leaf).trcVersion(9).make().json()),
        new EventBody.TrustEvent(
            TrustKind.CHAIN, maker.certify(leaf).version(3).signedBy(leaf).make().json()),
        new EventBody.TrustEvent(TrustKind.TRC, third.json()));
  }
}
