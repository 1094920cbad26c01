package org.waymark.store.backing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.StoreException;

/** Tests the lock of a store directory whose lock file is removed while the store is open. */
class StoreDirectoryTest {
  @TempDir private Path home;

  private void removeLockFile() throws IOException {
    Files.delete(home.resolve("lock"));
  }

  private void assertLocked() {
    assertThrows(StoreException.InUse.class, () -> StoreDirectory.lock(home));
  }

  @Test
  void lockIsKept() throws Exception {
    try (StoreDirectory owner = StoreDirectory.lock(home)) {
      owner.requireLock();
      assertLocked();
    }
    StoreDirectory.lock(home).close();
  }

  @Test
  void removedLockFileIsReplaced() throws Exception {
    try (StoreDirectory owner = StoreDirectory.lock(home)) {
      removeLockFile();
      owner.requireLock();
      assertLocked();
    }
    StoreDirectory.lock(home).close();
  }

  @Test
  void ownerNoticesThatAnotherOneHasLockedTheDirectory() throws Exception {
    try (StoreDirectory owner = StoreDirectory.lock(home)) {
      removeLockFile();
      try (StoreDirectory other = StoreDirectory.lock(home)) {
        assertThrows(StoreException.InUse.class, owner::requireLock);
        other.requireLock();
      }
      owner.requireLock();
      assertLocked();
    }
  }

  @Test
  void storeDoesNotFlushIntoTheDirectoryOfAnother() throws Exception {
    RecordedFaults faults = new RecordedFaults();
    RocksBacking store =
        RocksBacking.open(home, Optional.empty(), ApplySettings.DEFAULT.applyVersion(), faults);
    store.flush();
    removeLockFile();
    try (StoreDirectory other = StoreDirectory.lock(home)) {
      assertEquals(home, other.root());
      assertThrows(StoreException.InUse.class, store::flush);
    }
    store.flush();
    store.close();
    assertEquals(List.of(), faults.faults());
  }
}
