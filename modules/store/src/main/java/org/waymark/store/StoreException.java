package org.waymark.store;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.waymark.runtime.Causes;
import org.waymark.runtime.FileTrouble;

/** What keeps a store from working: what happened, why, and what to do next. */
public abstract sealed class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  private StoreException(String message) {
    super(message);
  }

  /** The store folds another log than the one that is there. */
  public static final class OtherLog extends StoreException {
    private static final long serialVersionUID = 1;

    OtherLog(String place, String topic, String held, String found) {
      super(
          "the store in %s holds topic %s of %s, but the log there is %s: the topic was made anew or"
                  .formatted(place, topic, held, found)
              + " this is another Kafka. Point the replica at the Kafka of the store; or append"
              + " what the store holds to the log that is there with: waymark log reseed --config"
              + " FILE, and give the store up for it with: waymark log adopt --config FILE");
    }
  }

  /** The store's directory cannot be made, read or written. */
  public static final class Unreadable extends StoreException {
    private static final long serialVersionUID = 1;

    Unreadable(Path directory, Throwable cause) {
      super(
          "the store directory %s cannot be used: %s. Make it readable and writable for this process, see to space on its disk, or name another one"
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

  /** What the directory holds must not be used, and was left as it is. */
  public static final class Unusable extends StoreException {
    private static final long serialVersionUID = 1;

    Unusable(Path directory, String why) {
      super(
          "the store in %s cannot be used: %s. The next start of the replica sets it aside and builds another one from the log"
              .formatted(directory, why));
    }
  }

  /** Another process, or another store of this process, has the directory open. */
  public static final class InUse extends StoreException {
    private static final long serialVersionUID = 1;

    InUse(Path directory) {
      super(
          "the store directory %s is in use by another replica. Stop it, or give each replica a directory of its own"
              .formatted(directory));
    }
  }

  /**
   * Rows cannot be read or written. Whoever meets it answers "unavailable", never "nothing found";
   * the replica is no longer ready.
   */
  public static final class Unavailable extends StoreException {
    private static final long serialVersionUID = 1;

    private final boolean damaged;

    Unavailable(String what, Throwable cause, boolean damaged) {
      super("the store cannot %s: %s".formatted(what, Causes.text(cause)), cause);
      this.damaged = damaged;
    }

    Unavailable(String what) {
      super("the store holds %s that no record could have left there".formatted(what));
      damaged = true;
    }

    /**
     * {@return whether what is on disk is wrong, so that another store is needed; else this one can
     * be opened again when its disk can be written}
     */
    public boolean damaged() {
      return damaged;
    }
  }

  /** Apply met something that is no matter of content, and stopped for good. */
  public static final class ApplyStopped extends StoreException {
    private static final long serialVersionUID = 1;

    ApplyStopped(long offset, Throwable cause) {
      super(
          "apply stopped at offset %d: %s. The state is that of the records before its batch; restart the replica, and report this with its log"
              .formatted(offset, Causes.text(cause)),
          cause);
    }
  }

  /** The store was closed. */
  public static final class Closed extends StoreException {
    private static final long serialVersionUID = 1;

    Closed() {
      super("the store is closed: open it again before using it");
    }
  }
}
