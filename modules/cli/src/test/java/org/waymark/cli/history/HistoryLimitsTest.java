package org.waymark.cli.history;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.waymark.cli.BrokerExtension;
import org.waymark.cli.CommandRun;
import org.waymark.cli.OperatorFolder;
import org.waymark.cli.Purge;
import org.waymark.cli.Refusals;
import org.waymark.cli.command.ExitCode;
import org.waymark.edge.RunningReplica;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.SegmentDraft;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.runtime.FaultHandler;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentType;
import org.waymark.segment.Sha256;
import org.waymark.store.ColdStart;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;

/**
 * What commands say about a past that they cannot know: a store that began later, records that
 * retention removed, offsets of another log, a store in use.
 */
@ExtendWith(BrokerExtension.class)
@Timeout(180)
class HistoryLimitsTest {
  private static final IsdAs CORE = IsdAs.parse("1-11");

  @TempDir private Path root;
  private String bootstrapServers;
  private OperatorFolder folder;
  private EventLog eventLog;
  private CapnpSegment segment;

  @BeforeEach
  void makeLog(EmbeddedBroker broker) throws IOException {
    bootstrapServers = broker.bootstrapServers();
    folder = new OperatorFolder(root, bootstrapServers, prefix());
    folder.makeLog();
    eventLog = open(prefix());
    segment = folder.network.segments().along("1-11", "1-14").make();
    append(eventLog, segment(segment));
    append(eventLog, new EventBody.TickEvent(folder.clock.wallMs() - 3_600_000));
    append(eventLog, EventBody.RevocationEvent.of(folder.network.revocations().revoke(CORE, 11)));
    append(eventLog, segment(folder.network.segments().along("1-12", "1-14").make()));
  }

  @AfterEach
  void close() {
    eventLog.close();
  }

  /** {@return a prefix of this folder's own, because all tests share one broker} */
  private String prefix() {
    return "limits-" + root.getFileName();
  }

  private EventLog open(String prefix) {
    return KafkaEventLog.open(
        KafkaLocation.of(bootstrapServers, new TopicNames(prefix)), folder.clock);
  }

  private static void append(EventLog log, EventBody body) {
    log.append(
            Topic.EVENTS,
            new Entry(ByteString.EMPTY, body.kind(), EventCodec.encode(Event.own("r1", body))))
        .join();
  }

  private static EventBody segment(CapnpSegment one) {
    return new EventBody.SegmentEvent(SegmentFormat.CAPNP, SegmentType.UP, one.bytes(), List.of());
  }

  private long end() {
    return eventLog.end(Topic.EVENTS).nextOffset();
  }

  /** Folds the log from an offset into a store, like a replica that began there. */
  private Path storeFrom(long offset) {
    Path directory = root.resolve("store-from-" + offset);
    try (Store store = openStore(directory)) {
      store.requireLog(eventLog.identity());
      store.apply(Topic.TRUST, read(Topic.TRUST, 0));
      store.begin(
          offset == 0
              ? ColdStart.FROM_ZERO
              : new ColdStart(offset, read(Topic.EVENTS, offset).getFirst().recordTimeMs()));
      store.apply(Topic.EVENTS, read(Topic.EVENTS, offset));
    }
    return directory;
  }

  private static Store openStore(Path directory) {
    return Store.openRocks(
        directory,
        ApplySettings.DEFAULT,
        FaultHandler.logging(LoggerFactory.getLogger(HistoryLimitsTest.class)));
  }

  private List<LogRecord> read(Topic topic, long from) {
    List<LogRecord> records = new ArrayList<>();
    eventLog.read(
        topic,
        eventLog.identity().at(topic, from),
        eventLog.end(topic).nextOffset(),
        records::addAll);
    return records;
  }

  /** {@return a question of every kind about the moment} */
  private List<List<String>> questions(String moment) {
    return List.of(
        List.of("segments", "list", "--as-of", moment),
        List.of("segment", segment.id().toString(), "--as-of", moment),
        List.of("trust", "--as-of", moment),
        List.of("revocations", "--as-of", moment),
        List.of("history", segment.id().shortText(), "--as-of", moment),
        List.of("history", "1-11#11", "--as-of", moment),
        List.of("history", "1-11", "--as-of", moment),
        List.of("diff", moment, "now"),
        List.of("diff", moment, "now", "--paths", "--from", "1-14", "--to", "1-11"),
        List.of("paths", "1-14", "1-11", "--as-of", moment),
        List.of("explain", "1-14", "1-11", "--as-of", moment),
        List.of("bisect", "--from", moment, "path", "exists", "1-14", "1-11"),
        List.of("bisect", "--from", moment, "segment", "live", segment.id().toString()));
  }

  private static CommandRun run(List<String> question, String... more) {
    List<String> words = new ArrayList<>(question);
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray(String[]::new));
  }

  private static String since(LogRecord record) {
    return Instant.ofEpochMilli(record.recordTimeMs()).toString();
  }

  @Test
  void storeThatBeganLaterPointsToTheLogWhichAnswers() throws Exception {
    String config = folder.config("r1").toString();
    String store = storeFrom(end() - 1).toString();
    String offset = Long.toString(end() - 2);
    String time = since(read(Topic.EVENTS, end() - 3).getFirst());
    String advised = "--config " + config + " --log " + bootstrapServers;
    for (String moment : List.of(offset, time)) {
      for (List<String> question : questions(moment)) {
        Refusals.assertOneLine(
            run(question, "--store", store, "--config", config),
            "history",
            "The log itself may contain more records: repeat the command with " + advised,
            "and without --store");
        Refusals.assertOneLine(
            run(question, "--store", store),
            "repeat the command with --log HOST:PORT --prefix PREFIX and without --store");
        CommandRun deep = run(question, advised.split(" "));
        assertAll(
            () -> assertNotEquals(ExitCode.ERROR, deep.exitCode(), deep::err),
            () -> assertTrue(deep.out().contains("fold of the log"), () -> question + " " + deep));
      }
    }
  }

  @Test
  void storeThatBeganLaterDoesNotKnowThePresentStateEither() {
    String store = storeFrom(end() - 1).toString();
    for (List<String> question : questions("now")) {
      CommandRun run = run(question, "--store", store);
      if (run.exitCode() == ExitCode.ERROR) {
        Refusals.assertOneLine(run, "The log itself may contain more records");
      } else {
        assertPartial(question, run, end() - 1);
      }
    }
  }

  /** Lives and trust material are told as far as they are known, and say so. */
  private static void assertPartial(List<String> question, CommandRun run, long first) {
    String known = "the effects of records before offset " + first + " are not known here";
    assertAll(
        () -> assertTrue(List.of("trust", "history").contains(question.getFirst()), run::out),
        () ->
            assertTrue(question.getFirst().equals("trust") || run.out().contains(known), run::out));
  }

  @Test
  void recordsLostToRetentionAreNeverAnEmptySuccess() throws Exception {
    String lost = Long.toString(end() - 2);
    String lostTime = since(read(Topic.EVENTS, end() - 3).getFirst());
    long first = end() - 1;
    Purge.before(bootstrapServers, prefix() + ".events", first);
    String[] place = {"--log", bootstrapServers, "--prefix", prefix()};
    for (String moment : List.of(lost, lostTime)) {
      for (List<String> question : questions(moment)) {
        Refusals.assertOneLine(
            run(question, place), "the log", "retention removed the earlier records");
      }
    }
    for (List<String> question : questions("now")) {
      CommandRun run = run(question, place);
      if (run.exitCode() == ExitCode.ERROR) {
        Refusals.assertOneLine(run, "retention has removed its records before offset " + first);
      } else {
        assertPartial(question, run, first);
      }
    }
    CommandRun tail = run(List.of("tail", "--since", "-1h"), place);
    assertTrue(tail.err().contains("removed by retention"), tail::toString);
  }

  @Test
  void offsetOfAnotherLogIsRefused() throws Exception {
    OperatorFolder other = new OperatorFolder(root.resolve("other"), bootstrapServers, "other");
    String store = storeFrom(0).toString();
    String here = eventLog.identity().at(Topic.EVENTS, 0).topicId();
    String token = "AAAAAAAAAAAAAAAAAAAAAA:" + end();
    for (List<String> question : questions(token)) {
      Refusals.assertOneLine(run(question, "--store", store), "belongs to another log", here);
      Refusals.assertOneLine(
          run(question, "--log", bootstrapServers, "--prefix", prefix()),
          "belongs to another log",
          here);
    }
    CommandRun own = run(List.of("trust", "--as-of", here + ":" + end()), "--store", store);
    assertTrue(own.out().startsWith("as of offset " + end() + ","), own::toString);

    String otherLog = "limits-other-" + root.getFileName();
    String config = other.configElsewhere("r1", bootstrapServers, otherLog).toString();
    assertEquals(
        ExitCode.YES, OperatorFolder.initLog(Path.of(config), other.certificates()).exitCode());
    CommandRun mixed =
        run(List.of("explain", "1-14", "1-12"), "--store", store, "--config", config);
    assertTrue(
        mixed.out().contains("unknown: The log was not read, because it is a different log"),
        mixed::toString);
  }

  @Test
  void momentBeforeTheFirstRecordIsNotIn1970() {
    String first = since(read(Topic.EVENTS, 0).getFirst());
    CommandRun run =
        run(List.of("trust", "--as-of", "0", "--format", "json"), "--store", "" + storeFrom(0));
    assertAll(
        () -> assertEquals(ExitCode.YES, run.exitCode(), run::err),
        () -> assertTrue(run.out().contains("\"at\" : \"" + first + "\""), run::out));
  }

  @Test
  void storeInUseNamesTheSocketOfItsReplica() throws Exception {
    Path config = folder.config("r1");
    Path store = folder.store("r1");
    try (RunningReplica _ = RunningReplica.start(ReplicaConfig.read(config))) {
      for (List<String> question : questions("now")) {
        Refusals.assertOneLine(
            run(question, "--config", config.toString()),
            "the store in " + store + " is in use by a running replica",
            "nothing answers at its socket " + store.resolve("control").resolve("history"));
      }
    }
  }

  @Test
  void digitsWithWhichSeveralIdsBeginListThem() {
    List<CapnpSegment> two = segmentsWithTheSameFirstDigits();
    two.forEach(one -> append(eventLog, segment(one)));
    String store = storeFrom(0).toString();
    String digits = two.getFirst().id().toString().substring(0, 8);
    List<List<String>> questions =
        List.of(
            List.of("segment", digits),
            List.of("history", digits),
            List.of("bisect", "--from", "1", "segment", "live", digits));
    for (List<String> question : questions) {
      Refusals.assertOneLine(
          run(question, "--store", store),
          "2 segments begin with " + digits,
          two.getFirst().id().toString(),
          two.getLast().id().toString(),
          "Give more digits");
    }
    CommandRun one = run(List.of("history", two.getFirst().id().shortText()), "--store", store);
    assertEquals(ExitCode.YES, one.exitCode(), one::err);
  }

  /** Tries links until two paths have ids with the same first 8 digits. */
  private List<CapnpSegment> segmentsWithTheSameFirstDigits() {
    IsdAs leaf = IsdAs.parse("1-14");
    Map<String, long[]> tried = new HashMap<>();
    for (long egress = 1; ; egress++) {
      for (long ingress = 1; ingress < 4_096; ingress++) {
        Sha256 id = new Sha256();
        id.addLong(CORE.value()).addLong(0).addLong(egress);
        id.addLong(leaf.value()).addLong(ingress).addLong(0);
        long[] earlier = tried.put(id.digest().hex().substring(0, 8), new long[] {egress, ingress});
        // Links that share an interface cannot be in one network.
        if (earlier != null && earlier[0] != egress && earlier[1] != ingress) {
          return List.of(over(earlier), over(new long[] {egress, ingress}));
        }
      }
    }
  }

  private CapnpSegment over(long[] link) {
    NetworkTopology topology =
        NetworkTopology.describe()
            .core("1-11")
            .as("1-14")
            .childLink("1-11#" + link[0], "1-14#" + link[1])
            .build();
    SegmentDraft draft =
        Network.of(topology, 5, folder.clock).segments().along(topology.route("1-11", "1-14"));
    return draft.make();
  }
}
