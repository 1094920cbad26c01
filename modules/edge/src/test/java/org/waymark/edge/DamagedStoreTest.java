package org.waymark.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.segment.IsdAs;
import org.waymark.server.replay.Readiness;
import org.waymark.store.ColdStart;
import org.waymark.store.LogReseed;
import org.waymark.store.Store;
import org.waymark.store.row.StoreException;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;

/** Tests a replica that starts with a damaged or incomplete store. */
@Timeout(120)
class DamagedStoreTest {
  @TempDir private Path folder;
  private ReplicaWorld world;

  @BeforeEach
  void makeWorld() throws Exception {
    world = new ReplicaWorld(folder).withTrust();
  }

  @AfterEach
  void closeWorld() throws Exception {
    world.close();
  }

  /** Stops a replica before it has caught up. {@return its configuration} */
  private ReplicaConfig halfBuilt() throws Exception {
    ReplicaConfig config = world.config("one");
    try (Store side = Store.openRocks(config.storeFolder(), config.applySettings(), world.faults)) {
      side.requireLog(world.log.identity());
      side.begin(ColdStart.FROM_ZERO);
      world.log.readToEnd(
          Topic.TRUST,
          world.log.identity().at(Topic.TRUST, 0),
          records -> side.apply(Topic.TRUST, records));
    }
    return config;
  }

  private static void damage(Path table) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(table.toFile(), "rw")) {
      bytes.write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    }
  }

  /** Simulates a crash between a flush and its seal, followed by bit rot. */
  @Test
  void badBlocksThatNoSealNamesAreHealedWhereverTheyAre() throws Exception {
    ReplicaConfig config = world.config("one");
    Replica first = world.start(config);
    world.registerUp(first, 0);
    first.close();
    Path store = folder.resolve("store-one");
    List<Path> tables;
    try (Stream<Path> all = Files.list(store.resolve("db"))) {
      tables = all.filter(file -> file.toString().endsWith(".sst")).sorted().toList();
    }
    assertTrue(tables.size() > 2, "trust, events and positions");
    Files.delete(store.resolve("db.seal"));
    for (Path table : tables) {
      damage(table);
    }
    Replica second = world.start(config);
    assertEquals(Readiness.State.READY, second.state());
    world.askUntil(world.client(second), "1-11", 1);
    assertEquals(List.of(), world.faults.faults());
    assertTrue(Files.exists(store.resolve("set-aside/why")));
  }

  @Test
  void storeThatNeverCaughtUpDoesNotAnswerWhileTheLogIsAway() throws Exception {
    ReplicaConfig config = halfBuilt();
    world.log.faults().goAway();
    Replica replica = world.startOnly(config);
    assertEquals(Readiness.State.STALE, replica.state());
    Optional<SegmentReply> answer =
        world
            .client(replica)
            .ask(
                new SegmentRequest(ReplicaWorld.LOCAL, IsdAs.parse("1-11"), false, false),
                Duration.ofMillis(300),
                Duration.ofMillis(100));
    assertEquals(Optional.empty(), answer, "what it lacks is not known");
    world.log.faults().comeBack();
  }

  @Test
  void storeThatNeverCaughtUpIsNotReseededFrom() throws Exception {
    ReplicaConfig config = halfBuilt();
    InMemoryEventLog other = new InMemoryEventLog("other", world.clock);
    try (Store store =
        Store.openExisting(config.storeFolder(), config.applySettings(), world.faults)
            .orElseThrow()) {
      StoreException.NotReseeded refused =
          assertThrows(
              StoreException.NotReseeded.class,
              () -> LogReseed.run(store, config.applySettings(), config.ia(), other, world.clock));
      assertTrue(refused.getMessage().contains("not complete"), refused.getMessage());
      assertTrue(refused.getMessage().contains("another replica"), refused.getMessage());
    }
    assertEquals(0, other.end(Topic.TRUST).nextOffset());
  }
}
