package org.waymark.store.snapshot;

import java.io.IOException;
import java.nio.file.Path;
import org.waymark.runtime.FileTrouble;

/**
 * Thrown if a snapshot cannot be made, used or restored. The message says what happened, why, and
 * what to do.
 */
public abstract sealed class SnapshotException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private SnapshotException(String message) {
    super(message);
  }

  private SnapshotException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The folder does not contain a snapshot, or contains only part of one. */
  public static final class NoSnapshot extends SnapshotException {
    private static final long serialVersionUID = 1;

    NoSnapshot(Path folder, String why) {
      super(
          "%s is not a snapshot: %s. Specify a folder written by waymark store snapshot"
              .formatted(folder, why));
    }
  }

  /**
   * A file of the snapshot is missing, was added, or differs from its description in the manifest.
   */
  public static final class Damaged extends SnapshotException {
    private static final long serialVersionUID = 1;

    Damaged(Path folder, String why) {
      super(
          ("the snapshot in %s is damaged: %s. Use another snapshot, or start the replica without"
                  + " one: it then builds its store from the log")
              .formatted(folder, why));
    }
  }

  /** The snapshot is intact, but unsuitable for the replica or its log. */
  public static final class Unfit extends SnapshotException {
    private static final long serialVersionUID = 1;

    /** The reasons why a snapshot is unsuitable. */
    public enum Why {
      OTHER_AS,
      OTHER_APPLY_VERSION,
      OTHER_CLUSTER,
      OTHER_TOPIC,
      /** The retention of the log has deleted records that follow the snapshot. */
      BEFORE_LOG,
      /** The log has lost records that are in the snapshot. */
      BEYOND_LOG,
      /** The log contains different records from those in the snapshot. */
      OTHER_RECORDS
    }

    private final Why why;

    Unfit(Why why, Path folder, String what, String advice) {
      super("the snapshot in %s %s. %s".formatted(folder, what, advice));
      this.why = why;
    }

    public Why why() {
      return why;
    }
  }

  /** A snapshot of the store cannot be made. */
  public static final class NotTaken extends SnapshotException {
    private static final long serialVersionUID = 1;

    NotTaken(Path store, String why) {
      super("could not take a snapshot of the store in %s: %s".formatted(store, why));
    }
  }

  /** The destination already exists. */
  public static final class Exists extends SnapshotException {
    private static final long serialVersionUID = 1;

    Exists(Path folder) {
      super("%s already exists. Specify a folder that does not exist".formatted(folder));
    }
  }

  /** Another command is writing to the destination. */
  public static final class Busy extends SnapshotException {
    private static final long serialVersionUID = 1;

    Busy(Path folder) {
      super(
          "another command is writing %s. Wait until it has finished, or specify another folder"
              .formatted(folder));
    }
  }

  /** The destination cannot be written, for example because the disk is full. */
  public static final class NotWritten extends SnapshotException {
    private static final long serialVersionUID = 1;

    NotWritten(Path folder, IOException cause) {
      super(
          ("cannot write %s: %s. No partial snapshot was left behind. Free space on its disk, or"
                  + " specify a folder on another disk")
              .formatted(folder, FileTrouble.of(cause)),
          cause);
    }
  }

  /** A file cannot be read. */
  public static final class NotRead extends SnapshotException {
    private static final long serialVersionUID = 1;

    NotRead(Path folder, IOException cause) {
      super(
          "cannot read %s: %s. Run the command as a user who can"
              .formatted(folder, FileTrouble.of(cause)),
          cause);
    }
  }
}
