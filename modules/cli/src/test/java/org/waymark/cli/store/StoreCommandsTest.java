package org.waymark.cli.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.waymark.cli.BrokerExtension;
import org.waymark.cli.CommandRun;
import org.waymark.cli.OperatorFolder;
import org.waymark.cli.Purge;
import org.waymark.cli.Refusals;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.serve.ServedReplica;
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.fixtures.Route;
import org.waymark.log.Topic;
import org.waymark.runtime.Waiting;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.store.backing.RocksDatabase;
import org.waymark.store.backing.RocksRows;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.RowBatch;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredRow;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;

/** Replaces a lost replica, with a real broker: snapshot, restore, verify. */
@ExtendWith(BrokerExtension.class)
@Timeout(180)
class StoreCommandsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final SegmentQuery ALL = new SegmentQuery(SegmentType.UP, IsdAs.NONE, IsdAs.NONE);

  @TempDir private Path root;
  private EmbeddedBroker broker;

  @BeforeEach
  void takeBroker(EmbeddedBroker shared) {
    broker = shared;
  }

  private OperatorFolder operator(String prefix) throws IOException {
    OperatorFolder folder = new OperatorFolder(root, broker.bootstrapServers(), prefix);
    folder.makeLog();
    return folder;
  }

  private static CommandRun store(String... words) {
    return CommandRun.of(
        Stream.concat(Stream.of("store"), Stream.of(words)).toArray(String[]::new));
  }

  private static CommandRun successful(CommandRun run) {
    assertEquals(ExitCode.YES, run.exitCode(), () -> run.out() + run.err());
    return run;
  }

  private static ServedReplica start(Path config) throws Exception {
    ServedReplica running = ServedReplica.start(ReplicaConfig.read(config));
    running.replica().whenCaughtUp().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return running;
  }

  private Path snapshot() {
    return root.resolve("today");
  }

  /** Registers paths that differ in their last interface. */
  private static void register(
      OperatorFolder folder, ServedReplica running, int from, int to, Runnable afterEach)
      throws IOException {
    try (ScionUdpClient client =
        new ScionUdpClient(
            running.replica().address(),
            OperatorFolder.LOCAL,
            OperatorFolder.LOCAL,
            folder.clock)) {
      for (int ingress = from; ingress < to; ingress++) {
        Route route =
            new Route(
                List.of(
                    new Route.Step(IsdAs.parse("1-11"), 0, 12),
                    new Route.Step(OperatorFolder.LOCAL, ingress, 0)));
        var segment = folder.network.segments().along(route).withArbitraryRoots().make();
        client.send(
            new SegmentRegistration(
                SegmentRecords.of(List.of(SegmentRecord.of(SegmentType.UP, segment)), List.of())));
        afterEach.run();
      }
    }
  }

  private static void await(OperatorFolder folder, BooleanSupplier condition, String what)
      throws InterruptedException {
    assertTrue(Waiting.until(condition, Duration.ofMillis(10), PATIENCE, folder.clock), what);
  }

  private static int segments(OperatorFolder folder, ServedReplica running) {
    return running.replica().segments(ALL, folder.clock.wallMs(), 1_000).size();
  }

  @Test
  void newReplicaStartsFromASnapshotTakenWhileRegistrationsArrive() throws Exception {
    OperatorFolder folder = operator("store-replace");
    try (ServedReplica running = start(folder.config("r1"))) {
      register(folder, running, 1, 21, () -> {});
      await(folder, () -> segments(folder, running) == 20, "20 segments");

      CountDownLatch some = new CountDownLatch(5);
      CompletableFuture<Void> registrations =
          CompletableFuture.runAsync(
              () -> {
                try {
                  register(folder, running, 21, 61, some::countDown);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertTrue(some.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
      CommandRun taken =
          successful(
              store("snapshot", snapshot().toString(), "--config", folder.config("r1").toString()));
      assertTrue(taken.out().startsWith("Wrote " + snapshot() + ": offset "), taken::out);
      registrations.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      await(folder, () -> segments(folder, running) == 60, "60 segments");

      Path two = folder.config("r2");
      successful(store("restore", snapshot().toString(), "--config", two.toString()));
      try (ServedReplica other = start(two)) {
        await(
            folder,
            () ->
                running
                    .replica()
                    .standing(Topic.EVENTS)
                    .equals(other.replica().standing(Topic.EVENTS)),
            "equal offset and digest");
        assertEquals(60, segments(folder, other));
        assertFalse(
            Files.exists(folder.store("r2").resolve("set-aside")), "the store was not rebuilt");
      }
    }
    for (String place : List.of(folder.store("r1").toString(), snapshot().toString())) {
      CommandRun verified =
          successful(store("verify", place, "--config", folder.config("r1").toString(), "--log"));
      assertTrue(verified.out().endsWith("equal, including to the log\n"), verified::out);
    }
  }

  @Test
  void stoppedStoreIsCopiedAndVerifiedAndADamagedOneIsNot() throws Exception {
    OperatorFolder folder = operator("store-stopped");
    Path config = folder.config("r1");
    try (ServedReplica running = start(config)) {
      register(folder, running, 1, 4, () -> {});
      await(folder, () -> segments(folder, running) == 3, "3 segments");
      Refusals.assertOneLine(
          store("verify", "--config", config.toString()), "is in use by another replica");
    }
    successful(store("snapshot", snapshot().toString(), "--store", folder.store("r1").toString()));
    CommandRun json = successful(store("verify", snapshot().toString(), "--format", "json"));
    JsonNode document = new JsonMapper().readTree(json.out());
    assertTrue(document.path("equal").asBoolean(), json::out);
    assertEquals("snapshot", document.path("kind").asText());
    assertEquals(3, document.path("rows").path("segments").asInt());
    assertEquals(22, document.path("rows").size());

    flip(table(snapshot().resolve("db")));
    CommandRun different = store("verify", snapshot().toString());
    assertEquals(ExitCode.NO, different.exitCode(), different::err);
    assertTrue(different.out().contains("different in file at "), different::out);
    Refusals.assertOneLine(
        store("restore", snapshot().toString(), "--config", folder.config("r2").toString()),
        "is damaged: its file db/",
        "start the replica without one");
    assertFalse(Files.exists(folder.store("r2")));
  }

  private static Path table(Path database) throws IOException {
    try (Stream<Path> files = Files.list(database)) {
      return files.filter(file -> file.toString().endsWith(".sst")).findFirst().orElseThrow();
    }
  }

  private static void flip(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(bytes.length() / 2);
      int old = bytes.read();
      bytes.seek(bytes.length() / 2);
      bytes.write(old ^ 1);
    }
  }

  @Test
  void factThatOnlyTheLogHasIsComparedWithTheLog() throws Exception {
    OperatorFolder folder = operator("store-facts");
    String config = folder.config("r1").toString();
    try (ServedReplica running = start(folder.config("r1"))) {
      register(folder, running, 1, 4, () -> {});
      await(folder, () -> segments(folder, running) == 3, "3 segments");
    }
    successful(store("verify", "--config", config, "--log"));
    changeWriter(folder.store("r1").resolve("db"));
    successful(store("verify", "--config", config));
    CommandRun different = store("verify", "--config", config, "--log");
    assertEquals(ExitCode.NO, different.exitCode(), different::err);
    assertTrue(different.out().contains("different in history at "), different::out);
  }

  /** Changes who appended the first record that history knows. */
  private static void changeWriter(Path database) throws RocksDBException {
    try (RocksRows rows = new RocksRows(new RocksDatabase(database, RocksDatabase.Mode.THERE))) {
      try (RowSnapshot snapshot = rows.snapshot()) {
        StoredRow row = snapshot.firstFrom(Family.HISTORY, Keys.NONE).orElseThrow();
        byte[] value = row.value().clone();
        int writer = new String(value, StandardCharsets.ISO_8859_1).indexOf("\u0002r1");
        value[writer + 2] = '2';
        RowBatch batch = new RowBatch(snapshot);
        batch.put(Family.HISTORY, row.key(), value);
        rows.commit(batch);
      }
      rows.flush();
    }
  }

  @Test
  void snapshotThatDoesNotFitIsRefusedInItsOwnWords() throws Exception {
    OperatorFolder folder = operator("store-unfit");
    Path config = folder.config("r1");
    try (ServedReplica running = start(config)) {
      register(folder, running, 1, 4, () -> {});
      await(folder, () -> segments(folder, running) == 3, "3 segments");
      successful(store("snapshot", snapshot().toString(), "--config", config.toString()));
      Refusals.assertOneLine(
          store("snapshot", snapshot().toString(), "--config", config.toString()),
          "already exists");
      Refusals.assertOneLine(
          store("restore", snapshot().toString(), "--config", config.toString()),
          "is in use by another replica");
    }
    Refusals.assertOneLine(
        store("restore", snapshot().toString(), "--config", config.toString()),
        "is not an empty directory");

    operator("store-unfit-other");
    Path elsewhere = folder.configElsewhere("r2", broker.bootstrapServers(), "store-unfit-other");
    Refusals.assertOneLine(
        store("restore", snapshot().toString(), "--config", elsewhere.toString()),
        "kafka.prefix refers to another topic");

    Path settings = folder.config("r3");
    Files.writeString(settings, "\n[apply]\nahead-s = 601\n", StandardOpenOption.APPEND);
    Refusals.assertOneLine(
        store("restore", snapshot().toString(), "--config", settings.toString()),
        "was made with apply version",
        "it builds its store from the log");

    Refusals.assertOneLine(
        store("restore", root.resolve("as").toString(), "--config", elsewhere.toString()),
        "is not a snapshot: it has no manifest");

    Purge.everything(broker.bootstrapServers(), "store-unfit.events");
    Refusals.assertOneLine(
        store("restore", snapshot().toString(), "--config", folder.config("r4").toString()),
        "retention has deleted the records before offset");
  }

  @Test
  void replicaIsRestoredWhileTheLogIsAway() throws Exception {
    OperatorFolder folder = operator("store-away");
    start(folder.config("r1")).close();
    successful(store("snapshot", snapshot().toString(), "--store", folder.store("r1").toString()));
    Path config = folder.configElsewhere("r2", "127.0.0.1:1", "store-away");
    CommandRun restored =
        successful(store("restore", snapshot().toString(), "--config", config.toString()));
    assertTrue(
        restored.err().startsWith("warning: the snapshot could not be compared with the log"),
        restored::err);
    successful(store("restore", snapshot().toString(), "--into", root.resolve("any").toString()));
    start(folder.config("r2")).close();
  }

  @Test
  void copiedDirectoryDoesNotServeUnderAnotherId() throws Exception {
    OperatorFolder folder = operator("store-copied");
    start(folder.config("r1")).close();
    Files.move(folder.store("r1"), folder.store("r2"));
    CommandRun refused = CommandRun.of("serve", "--config", folder.config("r2").toString());
    assertEquals(ExitCode.ERROR, refused.exitCode());
    assertTrue(
        refused.err().contains("belongs to replica r1, but this is replica r2"), refused::err);
  }

  @Test
  void wrongUseIsRefused() {
    Refusals.assertOneLine(store("verify"), "no store given");
    Refusals.assertOneLine(store("verify", root.toString(), "--log"), "no log given");
    Refusals.assertOneLine(store("verify", root.toString()), "there is no store in");
    Refusals.assertOneLine(
        store("snapshot", snapshot().toString(), "--store", root.resolve("none").toString()),
        "there is none");
  }
}
