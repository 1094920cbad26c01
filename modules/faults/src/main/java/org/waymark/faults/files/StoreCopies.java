package org.waymark.faults.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.RocksDBException;
import org.waymark.faults.truth.Model;
import org.waymark.faults.truth.RawRows;
import org.waymark.faults.truth.RecordedLog;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.FileTree;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.store.ColdStart;
import org.waymark.store.Store;

/**
 * The undamaged store that the runs of a suite copy. It has applied nine tenths of the log, and was
 * flushed three times while doing so.
 *
 * @param folder the folder that contains the closed store and an earlier copy of the store
 * @param whole the raw rows of a store that has applied the whole log
 * @param olderPositions the positions row in the earlier copy
 */
record StoreCopies(Path folder, RawRows whole, byte[] olderPositions) {
  private static final double[] FLUSHES = {0.4, 0.7, 0.9};

  /** The state of the seal beside the database. */
  enum Variant {
    /** The seal describes the database exactly, as after an orderly stop. */
    SEALED,

    /** The seal is two flushes old, as after a crash between a flush and its seal. */
    AHEAD,

    /** There is no seal, as after a crash before the first seal was written. */
    UNSEALED
  }

  /** Creates the store in a folder, replacing any existing content. */
  static StoreCopies make(Model model, Path folder) throws IOException, RocksDBException {
    FileTree.delete(folder);
    Files.createDirectories(folder);
    Path store = folder.resolve("store");
    Path older = folder.resolve("older");
    fold(model, store, older, FLUSHES);
    Path whole = folder.resolve("whole");
    fold(model, whole, folder.resolve("unused"), 1);
    return new StoreCopies(folder, RawRows.of(whole), PositionsRow.read(older));
  }

  private static void fold(Model model, Path store, Path older, double... parts)
      throws IOException {
    InMemoryEventLog log = model.recorded().inMemory(new VirtualClock(RecordedLog.START_MS));
    FaultHandler faults =
        (what, cause) -> {
          throw new IllegalStateException(what, cause);
        };
    try (Store made = Store.openRocks(store, model.recorded().settings(), faults)) {
      made.requireLog(log.identity());
      made.begin(ColdStart.FROM_ZERO);
      for (double part : parts) {
        for (Topic topic : List.of(Topic.TRUST, Topic.EVENTS)) {
          long from = made.position(topic).map(position -> position.nextOffset()).orElse(0L);
          long to = Math.round(model.recorded().count(topic) * part);
          if (from < to) {
            made.apply(topic, model.records(topic, from, to));
          }
        }
        made.caughtUp();
        made.flush();
        if (!Files.exists(older)) {
          copy(store, older);
        }
      }
    }
  }

  /** Copies the store to a directory that does not exist yet. */
  void copyTo(Path directory, Variant variant) throws IOException {
    copy(folder.resolve("store"), directory);
    Path seal = directory.resolve("db.seal");
    switch (variant) {
      case SEALED -> {}
      case AHEAD -> Files.write(seal, Files.readAllBytes(older(directory, seal)));
      case UNSEALED -> Files.delete(seal);
    }
  }

  /** {@return the file with the same name in the earlier copy, which may not exist} */
  Path older(Path store, Path file) {
    return older().resolve(store.relativize(file).toString());
  }

  /** {@return the folder of the earlier copy} */
  Path older() {
    return folder.resolve("older");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }
}
