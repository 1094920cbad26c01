package org.waymark.faults.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.waymark.runtime.FaultHandler;
import org.waymark.store.Store;
import org.waymark.store.backing.MemoryDisk;
import org.waymark.store.row.ApplySettings;

/** The disk of a replica, which keeps its content when a process of the replica ends. */
interface ReplicaDisk {
  /** Opens the store as a process does at startup. */
  Store open(ApplySettings settings);

  /**
   * Loses all or the newest of the commits that the killed process had not flushed.
   *
   * @return whether anything was lost
   */
  boolean crash(RandomGenerator random);

  /** Deletes the store. */
  void wipe();

  /** A disk in memory. */
  final class InMemory implements ReplicaDisk {
    private MemoryDisk disk = new MemoryDisk();

    @Override
    public Store open(ApplySettings settings) {
      return Store.onMemoryDisk(disk, settings);
    }

    @Override
    public boolean crash(RandomGenerator random) {
      int unflushed = disk.unflushed();
      int kept = random.nextInt(unflushed + 1);
      disk.crash(kept);
      return kept < unflushed;
    }

    @Override
    public void wipe() {
      disk = new MemoryDisk();
    }
  }

  /** A directory with a real database, which loses everything that was not flushed. */
  record OfRocks(Path directory, FaultHandler faults) implements ReplicaDisk {
    @Override
    public Store open(ApplySettings settings) {
      return Store.openRocks(directory, settings, faults);
    }

    @Override
    public boolean crash(RandomGenerator random) {
      return true;
    }

    @Override
    public void wipe() {
      try (Stream<Path> tree = Files.walk(directory)) {
        List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        for (Path one : deepestFirst) {
          Files.delete(one);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
