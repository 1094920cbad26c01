package org.waymark.cli.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.note.KeyFile;
import org.waymark.audit.note.NoteSigner;
import org.waymark.audit.tiles.TileDirectory;
import org.waymark.audit.tiles.TileWriter;
import org.waymark.audit.tree.RecordLeaf;
import org.waymark.audit.tree.RightEdge;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.cli.CommandRun;
import org.waymark.cli.OperatorFolder;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.segment.ByteString;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.RecordKeys;

/**
 * A log in Kafka with a key, and checkpoints of histories that it may once have had.
 *
 * <p>Nobody can change a record in Kafka, but a test can publish what an honest log would have
 * published before somebody changed it: to an auditor, that is the same.
 */
final class AuditedLog implements AutoCloseable {
  private final OperatorFolder operator;
  private final Path root;
  private final EventLog eventLog;
  private final String bootstrapServers;
  private final String prefix;

  AuditedLog(Path root, EmbeddedBroker broker, String prefix) throws IOException {
    this.root = root;
    this.bootstrapServers = broker.bootstrapServers();
    this.prefix = prefix;
    operator = new OperatorFolder(root, broker.bootstrapServers(), prefix);
    operator.makeLog();
    eventLog =
        KafkaEventLog.open(
            KafkaLocation.of(broker.bootstrapServers(), new TopicNames(prefix)), operator.clock);
    CommandRun.of("audit", "keygen", "--name", "as.example", "--out", file("key").toString());
  }

  Path file(String name) {
    return root.resolve(name);
  }

  String config() throws IOException {
    return operator.config("r1").toString();
  }

  /** {@return the configuration of a replica that signs, and publishes in folder "published"} */
  Path publishingConfig() throws IOException {
    Path file = operator.config("r1");
    Files.writeString(
        file,
        """

        [audit]
        key = "%s"
        directory = "%s"
        """
            .formatted(file("key"), file("published")),
        StandardOpenOption.APPEND);
    return file;
  }

  /** {@return the configuration of a replica that knows witnesses} */
  Path witnessedConfig(String... keys) throws IOException {
    Path file = publishingConfig();
    Files.writeString(
        file,
        "witnesses = [%s]\n".formatted("\"" + String.join("\", \"", keys) + "\""),
        StandardOpenOption.APPEND);
    return file;
  }

  EventLog eventLog() {
    return eventLog;
  }

  String publicKey() {
    return file("key.pub").toString();
  }

  /** Runs {@code waymark audit}. */
  static CommandRun audit(String... words) {
    return CommandRun.of(
        Stream.concat(Stream.of("audit"), Stream.of(words)).toArray(String[]::new));
  }

  /** Signs a checkpoint of the records as they are now, into a file. */
  CommandRun checkpoint(String name) throws IOException {
    return audit(
        "checkpoint",
        "--config",
        config(),
        "--sign",
        file("key").toString(),
        "--out",
        file(name).toString());
  }

  /** Verifies the records in the log. */
  CommandRun verify(String... more) throws IOException {
    return audit(
        Stream.concat(
                Stream.of("verify", "--config", config(), "--key", publicKey()), Stream.of(more))
            .toArray(String[]::new));
  }

  /** Verifies a published folder without the log. */
  CommandRun verifyFolder(String name, String... more) {
    return audit(
        Stream.concat(
                Stream.of("verify", "--directory", file(name).toString(), "--key", publicKey()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  /** Appends ticks of the given times. */
  void append(long... timesMs) {
    List<CompletableFuture<?>> appended = new ArrayList<>();
    for (long timeMs : timesMs) {
      appended.add(eventLog.append(Topic.EVENTS, tick(timeMs)));
    }
    appended.forEach(CompletableFuture::join);
  }

  private static Entry tick(long timeMs) {
    EventBody body = new EventBody.TickEvent(timeMs);
    return new Entry(RecordKeys.tick(), body.kind(), value(timeMs));
  }

  static byte[] value(long timeMs) {
    return EventCodec.encode(Event.own("test", new EventBody.TickEvent(timeMs)));
  }

  List<LogRecord> records() {
    List<LogRecord> records = new ArrayList<>();
    eventLog.readToEnd(Topic.EVENTS, eventLog.identity().at(Topic.EVENTS, 0), records::addAll);
    return records;
  }

  /** Removes the records before an offset from the log, as retention does. */
  void removeBefore(long offset) throws Exception {
    TopicPartition partition = new TopicPartition(prefix + ".events", 0);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset))).all().get();
    }
  }

  /**
   * Publishes the tiles and the checkpoint of a history: of the given records, numbered anew.
   *
   * @return the folder, as {@code --directory} wants it
   */
  Path publish(String name, List<LogRecord> history) throws IOException {
    return publish(name, history, 0);
  }

  /**
   * Publishes a history as a replica does that continues the tree from a checkpoint.
   *
   * @param begin the size of that checkpoint
   * @return the folder, as {@code --directory} wants it
   */
  Path publish(String name, List<LogRecord> history, long begin) throws IOException {
    String topicId = eventLog.identity().at(Topic.EVENTS, 0).topicId();
    TileDirectory tiles = TileDirectory.open(file(name).resolve("events"));
    TreeHasher hasher = new TreeHasher();
    RightEdge before = RightEdge.EMPTY;
    long offset = 0;
    for (LogRecord record : history.subList(0, (int) begin)) {
      before = before.append(hasher.leaf(entry(topicId, offset++, record)), hasher);
    }
    TileWriter writer = TileWriter.resume(tiles, before);
    for (LogRecord record : history.subList((int) begin, history.size())) {
      writer.append(entry(topicId, offset++, record));
    }
    writer.flush();
    NoteSigner signer = KeyFile.signer(file("key")).orElseThrow();
    ByteString note =
        Checkpoint.of(
                Checkpoint.origin(prefix + ".events", topicId), writer.edge(), new TreeHasher())
            .signedBy(signer)
            .encode();
    tiles.publishCheckpoint(note);
    Files.write(file(name + ".checkpoint"), note.toBytes());
    return file(name);
  }

  private static ByteString entry(String topicId, long offset, LogRecord record) {
    return RecordLeaf.of(
            topicId,
            offset,
            record.recordTimeMs(),
            Optional.of(record.key()),
            Optional.of(ByteString.owning(record.value())))
        .encode();
  }

  @Override
  public void close() {
    eventLog.close();
  }
}
