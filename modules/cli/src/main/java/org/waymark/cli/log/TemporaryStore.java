package org.waymark.cli.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.cli.command.CommandException;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.FileTree;
import org.waymark.runtime.FileTrouble;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;

/**
 * A store in a temporary folder, into which a command folds a log. Closing this object deletes the
 * store.
 */
public final class TemporaryStore implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TemporaryStore.class);

  private final Path folder;
  private final Store store;

  private TemporaryStore(Path folder, Store store) {
    this.folder = folder;
    this.store = store;
  }

  /**
   * Creates a store.
   *
   * @throws CommandException if the folder cannot be created
   * @throws org.waymark.store.row.StoreException if the store cannot be opened
   */
  public static TemporaryStore open(ApplySettings settings) {
    Path folder;
    try {
      folder = Files.createTempDirectory("waymark-history-");
    } catch (IOException e) {
      throw new CommandException("cannot create a folder for the fold: " + FileTrouble.of(e), e);
    }
    boolean isOpen = false;
    try {
      TemporaryStore opened =
          new TemporaryStore(folder, Store.openRocks(folder, settings, FaultHandler.logging(log)));
      isOpen = true;
      return opened;
    } finally {
      if (!isOpen) {
        delete(folder);
      }
    }
  }

  /** {@return the store, which is closed together with this object} */
  public Store store() {
    return store;
  }

  @Override
  public void close() {
    try {
      store.close();
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) {
    try {
      FileTree.delete(folder);
    } catch (IOException e) {
      log.warn("Cannot delete {}: {}", folder, FileTrouble.of(e));
    }
  }
}
