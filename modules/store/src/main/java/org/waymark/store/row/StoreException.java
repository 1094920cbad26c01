package org.waymark.store.row;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.waymark.runtime.Causes;
import org.waymark.runtime.FileTrouble;

/** A failure of a store. The message says what happened, why, and what to do next. */
public abstract sealed class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  private StoreException(String message) {
    super(message);
  }

  /** The store was built from a log other than the one that the replica follows. */
  public static final class OtherLog extends StoreException {
    private static final long serialVersionUID = 1;

    public OtherLog(String place, String topic, String held, String found) {
      super(
          "the store in %s was built from topic %s with %s, but the log now has %s: the topic was"
                  .formatted(place, topic, held, found)
              + " recreated, or this is a different Kafka cluster. Point the replica at the cluster"
              + " from which the store was built; or append the contents of the store to this log"
              + " with: waymark log reseed --config FILE, and then abandon the store with: waymark"
              + " log adopt --config FILE");
    }
  }

  /** The store's directory cannot be created, read or written. */
  public static final class Unreadable extends StoreException {
    private static final long serialVersionUID = 1;

    public Unreadable(Path directory, Throwable cause) {
      super(
          ("the store directory %s cannot be used: %s. Make it readable and writable by this "
                  + "process, free up space on its disk, or configure another directory")
              .formatted(directory, words(cause)),
          cause);
    }

    private static String words(Throwable cause) {
      return switch (cause) {
        case FileSystemException file when file.getFile() != null ->
            file.getFile() + ": " + FileTrouble.of(file);
        case IOException other -> FileTrouble.of(other);
        default -> Causes.text(cause);
      };
    }
  }

  /** The database in the directory must not be used. It was left unchanged. */
  public static final class Unusable extends StoreException {
    private static final long serialVersionUID = 1;

    public Unusable(Path directory, String why) {
      this(
          directory,
          why,
          "The next start of the replica sets it aside and rebuilds it from the log");
    }

    private Unusable(Path directory, String why, String advice) {
      super("the store in %s cannot be used: %s. %s".formatted(directory, why, advice));
    }

    /** Creates the exception for a database that was filled by a replay. */
    public static Unusable ofReplay(Path directory, String why) {
      return new Unusable(directory, why, "Replay the log again, into another directory");
    }
  }

  /** Another process, or another store of this process, has the directory open. */
  public static final class InUse extends StoreException {
    private static final long serialVersionUID = 1;

    public InUse(Path directory) {
      super(
          ("the store directory %s is in use by another replica. Stop that replica, or give each"
                  + " replica its own directory")
              .formatted(directory));
    }
  }

  /** The directory contains the store of another replica. */
  public static final class OtherReplica extends StoreException {
    private static final long serialVersionUID = 1;

    public OtherReplica(Path directory, String owner, String replica) {
      super(
          ("the store in %s belongs to replica %s, but this is replica %s: a copied directory"
                  + " cannot be used. Remove the copy, and restore a snapshot with: waymark store"
                  + " restore SNAPSHOT --config FILE; or start without a store, which is then built"
                  + " from the log. If the replica was renamed, delete the file %s")
              .formatted(directory, owner, replica, directory.resolve("replica")));
    }
  }

  /** No snapshot can be taken yet, because the store may lack a part of the log. */
  public static final class NotWhole extends StoreException {
    private static final long serialVersionUID = 1;

    public NotWhole(String place) {
      super(
          ("the store in %s has not caught up with its log yet, so no snapshot of it can be taken:"
                  + " wait until waymark status says that the replica is ready")
              .formatted(place));
    }
  }

  /** The files of the store cannot be copied. The store itself is not affected. */
  public static final class NotCopied extends StoreException {
    private static final long serialVersionUID = 1;

    public NotCopied(Path folder, Throwable cause) {
      super(
          "cannot make a checkpoint of the store in %s: %s".formatted(folder, Causes.text(cause)),
          cause);
    }
  }

  /** The directory was filled by a replay, so a replica must not use it. */
  public static final class Replayed extends StoreException {
    private static final long serialVersionUID = 1;

    public Replayed(Path directory) {
      super(
          ("the directory %s contains a replay of the log instead of the store of a replica,"
                  + " and may lack records of the log. Query it with --store, and give the replica"
                  + " another directory")
              .formatted(directory));
    }
  }

  /** The directory in which to create a store is not empty. */
  public static final class NotEmpty extends StoreException {
    private static final long serialVersionUID = 1;

    public NotEmpty(Path directory) {
      super(
          "%s is not an empty directory. Specify a directory that is empty or does not exist"
              .formatted(directory));
    }
  }

  /**
   * Rows cannot be read or written. A request that encounters this failure fails with "unavailable"
   * and never with "nothing found", and the replica is no longer ready.
   */
  public static final class Unavailable extends StoreException {
    private static final long serialVersionUID = 1;

    private final boolean damaged;

    public Unavailable(String what, Throwable cause, boolean damaged) {
      super("the store cannot %s: %s".formatted(what, Causes.text(cause)), cause);
      this.damaged = damaged;
    }

    public Unavailable(String what) {
      super("the store is damaged: " + what);
      damaged = true;
    }

    /**
     * {@return whether the data on disk is damaged, so that the store must be rebuilt; otherwise,
     * the store can be reopened when its disk accepts writes}
     */
    public boolean damaged() {
      return damaged;
    }
  }

  /** Apply failed for a reason other than content, and stopped permanently. */
  public static final class ApplyStopped extends StoreException {
    private static final long serialVersionUID = 1;

    public ApplyStopped(long offset, Throwable cause) {
      super(
          ("apply stopped at offset %d: %s. The store keeps the state from before that batch; "
                  + "restart the replica, and report this together with its log file")
              .formatted(offset, Causes.text(cause)),
          cause);
    }
  }

  /** The store cannot be used to refill a log. */
  public static final class NotReseeded extends StoreException {
    private static final long serialVersionUID = 1;

    public NotReseeded(String why) {
      super(why);
    }
  }

  /** The store was closed. */
  public static final class Closed extends StoreException {
    private static final long serialVersionUID = 1;

    public Closed() {
      super("the store is closed: reopen it before using it");
    }
  }
}
