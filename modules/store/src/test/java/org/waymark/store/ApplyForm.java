package org.waymark.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.FileTree;
import org.waymark.store.backing.MemoryRows;
import org.waymark.store.row.ApplySettings;

/** The forms of a store that the contract tests cover. */
enum ApplyForm {
  MEMORY {
    @Override
    Opened open(ApplySettings settings) {
      return new InMemory(settings);
    }
  },

  ROCKS {
    @Override
    Opened open(ApplySettings settings) {
      return new InRocks(settings);
    }
  };

  /** Opens a new, empty store. */
  abstract Opened open(ApplySettings settings);

  /** A store together with its storage, which is deleted on close. */
  interface Opened extends AutoCloseable {
    Store store();

    /** Closes the store and reopens it from the flushed state. */
    void reopen();

    @Override
    void close();
  }

  private static final class InMemory implements Opened {
    private final ApplySettings settings;
    private MemoryRows rows = new MemoryRows();
    private Store store;

    InMemory(ApplySettings settings) {
      this.settings = settings;
      store = Store.over(rows, settings);
    }

    @Override
    public Store store() {
      return store;
    }

    @Override
    public void reopen() {
      rows = rows.copy();
      store.close();
      store = Store.over(rows, settings);
    }

    @Override
    public void close() {
      store.close();
    }
  }

  /** A database in a temporary directory. */
  static final class InRocks implements Opened {
    private static final FaultHandler FAULTS =
        (what, cause) -> {
          throw new AssertionError(what, cause);
        };

    private final ApplySettings settings;
    private final Path directory;
    private Store store;

    InRocks(ApplySettings settings) {
      this.settings = settings;
      try {
        directory = Files.createTempDirectory("waymark-store");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      store = opened();
    }

    private Store opened() {
      return Store.openRocks(directory.resolve("store"), settings, FAULTS);
    }

    @Override
    public Store store() {
      return store;
    }

    @Override
    public void reopen() {
      store.close();
      store = opened();
    }

    /** Reopens the store in the state in which a killed process would have left it. */
    void kill() {
      store.kill();
      store = opened();
    }

    @Override
    public void close() {
      store.close();
      try {
        FileTree.delete(directory);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
