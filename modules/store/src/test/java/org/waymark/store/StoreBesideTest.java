package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.store.Records.NOW_MS;
import static org.waymark.store.Records.NOW_S;
import static org.waymark.store.Records.SETTINGS;
import static org.waymark.store.Records.hop;
import static org.waymark.store.Records.of;
import static org.waymark.store.Records.record;
import static org.waymark.store.Records.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.log.LogIdentity;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.segment.SegmentType;
import org.waymark.segment.TreeTtls;
import org.waymark.store.backing.Provenance;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.StoreException;
import org.waymark.store.view.ReadView;

/**
 * Tests a store that is built beside another one in the same directory, which still serves reads.
 */
class StoreBesideTest {
  @TempDir Path directory;

  /** Applies segments up to the given offset. */
  private static void applyUpTo(Store store, long end) {
    for (long offset = next(store); offset < end; offset++) {
      store.apply(
          Topic.EVENTS,
          List.of(
              record(
                  offset,
                  NOW_MS,
                  of(
                      SegmentType.UP,
                      segment(NOW_S, 64, hop("1-11", 0, 1 + offset), hop("1-14", 1, 0))))));
    }
  }

  private static long next(Store store) {
    return store.position(Topic.EVENTS).map(Position::nextOffset).orElse(0L);
  }

  private Store open() {
    return RocksStoreTest.open(directory);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void bothAnswerAndTheNewOneIsTakenUpAtTheNextStart() throws IOException {
    try (Store old = open()) {
      applyUpTo(old, 5);
      old.caughtUp();
      old.abandon("cut off");
      try (Store rebuilt = old.openBeside()) {
        applyUpTo(rebuilt, 3);
        rebuilt.caughtUp();
        try (ReadView before = old.view();
            ReadView after = rebuilt.view()) {
          assertEquals(5, before.rows(Topic.EVENTS).size());
          assertEquals(3, after.rows(Topic.EVENTS).size());
        }
      }
    }
    try (Store next = open()) {
      assertInstanceOf(Provenance.Resumed.class, next.provenance());
      assertEquals(3, next(next));
    }
    assertEquals(List.of("db", "db.seal", "lock", "set-aside"), names());
    assertEquals("cut off", Files.readString(directory.resolve("set-aside/why")));
    assertTrue(Files.exists(directory.resolve("set-aside/db/CURRENT")));
  }

  @Test
  void storeThatWasNotGivenUpStaysAndTheOneBesideIsGone() throws IOException {
    try (Store old = open()) {
      applyUpTo(old, 5);
      old.caughtUp();
      try (Store rebuilt = old.openBeside()) {
        applyUpTo(rebuilt, 3);
      }
    }
    try (Store next = open()) {
      assertEquals(5, next(next));
    }
    assertEquals(List.of("db", "db.seal", "lock"), names());
  }

  @Test
  void theThirdIsBuiltInThePlaceOfTheFirst() throws IOException {
    Store first = open();
    applyUpTo(first, 9);
    first.abandon("once");
    Store second = first.openBeside();
    applyUpTo(second, 7);
    first.close();
    second.abandon("twice");
    Store third = second.openBeside();
    assertEquals(0, next(third));
    applyUpTo(third, 2);
    try (ReadView view = second.view()) {
      assertEquals(7, view.rows(Topic.EVENTS).size());
    }
    second.close();
    third.abandon("three times");
    try (Store fourth = third.openBeside()) {
      assertEquals(0, next(fourth));
      applyUpTo(fourth, 1);
      third.close();
    }
    try (Store next = open()) {
      assertEquals(1, next(next));
    }
  }

  @Test
  void nobodyElseHasTheDirectoryUntilBothAreClosed() {
    Store old = open();
    Store rebuilt = old.openBeside();
    old.close();
    assertThrows(StoreException.InUse.class, this::open);
    rebuilt.close();
    open().close();
  }

  @Test
  void takingUpThatACrashInterruptedIsFinished() throws IOException {
    try (Store old = open()) {
      applyUpTo(old, 5);
      old.caughtUp();
      old.abandon("cut off");
      try (Store rebuilt = old.openBeside()) {
        applyUpTo(rebuilt, 3);
      }
    }
    // The old database has been set aside, and only the seal of the new one is still at the other
    // place.
    Files.createDirectories(directory.resolve("set-aside"));
    Files.move(directory.resolve("db"), directory.resolve("set-aside/db"));
    Files.delete(directory.resolve("db.seal"));
    try (Store next = open()) {
      assertEquals(3, next(next));
    }
    assertFalse(Files.exists(directory.resolve("rebuilt")));
  }

  @Test
  void openExistingNeitherMakesNorSetsAside() throws IOException {
    Path nothing = directory.resolve("nothing");
    assertEquals(Optional.empty(), Store.openExisting(nothing, SETTINGS, (what, cause) -> {}));
    assertFalse(Files.exists(nothing));
    try (Store store = open()) {
      store.requireLog(identity());
      store.begin(ColdStart.FROM_ZERO);
      applyUpTo(store, 5);
    }
    List<String> before = names();
    ApplySettings other =
        new ApplySettings(
            SETTINGS.aheadMs(), TreeTtls.DEFAULT, SETTINGS.limits(), SETTINGS.eventSchema());
    StoreException.Unusable refused =
        assertThrows(
            StoreException.Unusable.class,
            () -> Store.openExisting(directory, other, (what, cause) -> {}));
    assertTrue(refused.getMessage().contains("apply version"), refused.getMessage());
    assertEquals(before, names());
    try (Store store = Store.openExisting(directory, SETTINGS, (what, cause) -> {}).orElseThrow()) {
      assertEquals(5, next(store));
      store.abandon("given up");
    }
    assertThrows(
        StoreException.Unusable.class,
        () -> Store.openExisting(directory, SETTINGS, (what, cause) -> {}));
  }

  private Store openExisting() throws IOException {
    Map<String, String> before = DamagedFiles.state(directory);
    Store store = Store.openExisting(directory, SETTINGS, (what, cause) -> {}).orElseThrow();
    assertEquals(before, DamagedFiles.state(directory), "no file is changed");
    return store;
  }

  @Test
  void storeThatIsBeingBuiltIsNotUsedWhileTheOldOneCanBe() throws IOException {
    try (Store old = open()) {
      applyUpTo(old, 50);
      old.caughtUp();
      try (Store side = old.openBeside()) {
        applyUpTo(side, 3);
        assertTrue(side.complete(), "it begins at offset 0");
        assertFalse(side.whole(), "it has not caught up");
      }
    }
    Map<String, String> before = DamagedFiles.state(directory);
    try (Store store = openExisting()) {
      assertEquals(50, next(store));
      assertTrue(store.whole());
    }
    assertEquals(before, DamagedFiles.state(directory));
    try (Store store = open()) {
      assertEquals(50, next(store));
      assertTrue(store.whole());
    }
  }

  @Test
  void storeThatIsBeingBuiltIsUsedWhenTheOldOneIsDamagedAndSaysThatItIsAHalf() throws IOException {
    try (Store old = open()) {
      applyUpTo(old, 50);
      old.caughtUp();
      old.abandon("a bad block");
      try (Store side = old.openBeside()) {
        applyUpTo(side, 3);
      }
    }
    try (Store store = openExisting()) {
      assertEquals(3, next(store));
      assertFalse(store.whole());
    }
    try (Store store = open()) {
      assertEquals(3, next(store));
      assertFalse(store.whole());
      applyUpTo(store, 4);
      store.caughtUp();
      assertTrue(store.whole());
    }
    try (Store store = openExisting()) {
      assertEquals(4, next(store));
      assertTrue(store.whole());
    }
  }

  @Test
  void secondStoreCountsWhileTheThirdIsBuiltInThePlaceOfTheFirst() throws IOException {
    Store first = open();
    applyUpTo(first, 9);
    first.caughtUp();
    Store second = first.openBeside();
    applyUpTo(second, 7);
    second.caughtUp();
    first.abandon("once");
    first.close();
    Store third = second.openBeside();
    applyUpTo(third, 2);
    third.close();
    second.close();
    try (Store store = openExisting()) {
      assertEquals(7, next(store));
    }
    try (Store store = open()) {
      assertEquals(7, next(store));
    }
  }

  @Test
  void givingUpTheStoreOfAStoppedReplicaGivesUpWhatWasBuiltBesideIt() throws IOException {
    try (Store old = open()) {
      applyUpTo(old, 50);
      old.caughtUp();
      try (Store side = old.openBeside()) {
        applyUpTo(side, 3);
      }
    }
    try (Store store = openExisting()) {
      store.abandon("given up for another log");
    }
    try (Store store = open()) {
      assertInstanceOf(Provenance.Rebuilt.class, store.provenance());
      assertEquals(0, next(store));
    }
  }

  @Test
  void storeIsOpenedAgainFromWhatWasFlushed() {
    Store store = open();
    store.requireLog(identity());
    applyUpTo(store, 5);
    store.caughtUp();
    applyUpTo(store, 8);
    ReadView view = store.view();
    try (Store again = store.openAgain()) {
      assertEquals(5, next(again));
      assertThrows(StoreException.Closed.class, () -> view.rows(Topic.EVENTS));
      assertThrows(StoreException.InUse.class, this::open);
      applyUpTo(again, 9);
      try (ReadView now = again.view()) {
        assertEquals(now.digest(Topic.EVENTS), now.recomputeDigest(Topic.EVENTS));
      }
      store.close();
      assertEquals(9, next(again));
      assertThrows(StoreException.InUse.class, this::open, "the lock is that of the new one");
    }
    try (Store next = open()) {
      assertEquals(9, next(next));
    }
  }

  @Test
  void storeThatIsDamagedWhenItIsOpenedAgainIsRefusedAndAnotherOneCanBeBuilt() throws IOException {
    Store store = open();
    applyUpTo(store, 5);
    store.caughtUp();
    DamagedFiles.flip(directory.resolve("db.seal"), 40);
    assertThrows(StoreException.Unusable.class, store::openAgain);
    assertThrows(StoreException.Closed.class, store::view);
    try (Store rebuilt = store.openBeside()) {
      applyUpTo(rebuilt, 6);
      rebuilt.caughtUp();
      store.close();
    }
    try (Store next = open()) {
      assertEquals(6, next(next));
    }
  }

  @Test
  void heldLogHasTheTopicsWhoseFoldHasBegun() {
    LogIdentity identity = identity();
    Store store = Store.inMemory(SETTINGS);
    store.requireLog(identity);
    assertEquals(Optional.empty(), store.heldLog());
    store.begin(ColdStart.FROM_ZERO);
    assertEquals(
        Optional.of(
            new LogIdentity("c", Map.of(Topic.EVENTS, identity.topicIds().get(Topic.EVENTS)))),
        store.heldLog());
    store.apply(Topic.TRUST, List.of(record(0, NOW_MS, new byte[0])));
    Map<Topic, String> folded =
        Map.of(
            Topic.EVENTS,
            identity.topicIds().get(Topic.EVENTS),
            Topic.TRUST,
            identity.topicIds().get(Topic.TRUST));
    assertEquals(Optional.of(new LogIdentity("c", folded)), store.heldLog());
  }

  @Test
  void storeThatWasStoppedBeforeTheFirstEventIsOneOfItsLog() {
    LogIdentity identity = identity();
    try (Store store = open()) {
      store.requireLog(identity);
      store.apply(Topic.TRUST, List.of(record(0, NOW_MS, new byte[0])));
      store.begin(ColdStart.FROM_ZERO);
      store.caughtUp();
    }
    try (Store again = open()) {
      assertEquals("c", again.heldLog().orElseThrow().clusterId());
      assertEquals(0, next(again));
      assertTrue(again.whole());
    }
  }

  private static LogIdentity identity() {
    return new LogIdentity("c", Map.of(Topic.EVENTS, "e", Topic.TRUST, "t", Topic.AUDIT, "a"));
  }
}
