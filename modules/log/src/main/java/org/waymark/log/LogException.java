package org.waymark.log;

import java.util.OptionalLong;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A failure of the event log. The message is one line that says what happened, why, and what to do.
 *
 * <p>Each subclass requires a different reaction from the replica.
 */
public abstract sealed class LogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private LogException(String message, Throwable cause) {
    super(message, cause);
  }

  private LogException(String message) {
    super(message);
  }

  /**
   * {@return a key that is equal for failures with the same underlying problem} The messages of
   * such failures may still differ, for example in times or in how it was noticed that the broker
   * does not answer.
   */
  public String kind() {
    return getMessage();
  }

  /**
   * {@return a description of the cause if it is something other than a broker that does not
   * answer; otherwise empty}
   */
  final String causeKind() {
    return getCause() == null || getCause() instanceof RetriableException
        ? ""
        : ", " + getCause().getClass().getName();
  }

  /**
   * The log cannot be reached. If an append fails with this exception, the entry was not appended,
   * and a retry may succeed.
   */
  public static final class Unreachable extends LogException {
    private static final long serialVersionUID = 1L;

    public Unreachable(String where, String why, Throwable cause) {
      super("cannot reach the log at " + where + ": " + why + advice(cause), cause);
    }

    private static String advice(Throwable cause) {
      if (isAboutRights(cause)) {
        return "; correct the permissions or the credentials of this user";
      }
      if (cause instanceof ConfigException) {
        return "; correct the Kafka client properties in the configuration";
      }
      return cause instanceof UnknownTopicOrPartitionException
          ? "; restore the topic, but do not recreate it while stores still have its records"
          : "; start Kafka there or correct the address of the log";
    }

    public Unreachable(String where, String why) {
      this(where, why, null);
    }

    private static boolean isAboutRights(Throwable cause) {
      return cause instanceof AuthorizationException || cause instanceof AuthenticationException;
    }

    @Override
    public String kind() {
      return "unreachable" + causeKind();
    }
  }

  /** A topic does not exist. */
  public static final class Missing extends LogException {
    private static final long serialVersionUID = 1L;
    private final Topic topic;

    /**
     * Creates the exception for a missing topic that this replica has never read, because the log
     * has not been created yet.
     */
    static Missing neverMade(Topic topic, String name, String where) {
      return new Missing(
          topic,
          "topic "
              + name
              + " does not exist at "
              + where
              + "; create the topics of a new log once with: waymark log init --config FILE --certs"
              + " DIR");
    }

    /**
     * Creates the exception for a topic that existed but is now missing. Recreating it would lose
     * records that only stores still have.
     */
    static Missing lost(Topic topic, String name, String where) {
      return new Missing(
          topic,
          "topic "
              + name
              + " has disappeared from "
              + where
              + ", although this store was built from it; restore the cluster that has the topic,"
              + " or correct the address of the log, but do not recreate the topic while stores"
              + " still have its records");
    }

    /** Creates the exception for a topic that is missing while others contain records. */
    static Missing damaged(Topic topic, String name, String where, String other) {
      return new Missing(
          topic,
          "topic "
              + name
              + " does not exist at "
              + where
              + ", but "
              + other
              + " contains records: the log was damaged; restore the topic, or delete all topics"
              + " with this prefix, or choose another prefix for a new log");
    }

    private Missing(Topic topic, String message) {
      super(message);
      this.topic = topic;
    }

    public Topic topic() {
      return topic;
    }
  }

  /** A topic has the wrong settings or the wrong number of partitions. */
  public static final class WrongSettings extends LogException {
    private static final long serialVersionUID = 1L;

    public WrongSettings(String message) {
      super(message);
    }
  }

  /** The topic does not continue from a reader's position. */
  public abstract static sealed class Discontinued extends LogException {
    private static final long serialVersionUID = 1L;
    private final String reason;

    private Discontinued(String reason) {
      super(reason + "; the store must be rebuilt from the topic");
      this.reason = reason;
    }

    /** {@return the message without the remedy} */
    public String reason() {
      return reason;
    }
  }

  /** The last record that was read is no longer in the topic. */
  public static final class Truncated extends Discontinued {
    private static final long serialVersionUID = 1L;
    private static final long UNKNOWN = -1;
    private final long divergentOffset;

    public Truncated(String topicName, long nextOffset, OptionalLong divergentOffset) {
      super(
          "topic "
              + topicName
              + " was truncated: the records that were read up to offset "
              + nextOffset
              + " differ from those now in the topic"
              + (divergentOffset.isPresent()
                  ? ", from offset " + divergentOffset.getAsLong() + " on"
                  : ""));
      this.divergentOffset = divergentOffset.orElse(UNKNOWN);
    }

    /**
     * {@return the first offset whose record may differ; empty if no record is known to be
     * unchanged}
     */
    public OptionalLong divergentOffset() {
      return divergentOffset == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(divergentOffset);
    }
  }

  /** The topic has a different record at the offset of the last record that was read. */
  public static final class OtherContent extends Discontinued {
    private static final long serialVersionUID = 1L;
    private final long offset;

    public OtherContent(String topicName, long offset) {
      super(
          "topic "
              + topicName
              + " has a different record at offset "
              + offset
              + " from the one that was applied: the broker's disk was reset to an older state, "
              + "and other records were appended");
      this.offset = offset;
    }

    /** {@return the offset of the record that differs} */
    public long offset() {
      return offset;
    }
  }

  /**
   * The broker is reachable, but a record cannot be read: it is damaged, or the user lacks
   * permission.
   */
  public static final class Unreadable extends LogException {
    private static final long serialVersionUID = 1L;

    /**
     * @param advice what the operator must do about the cause
     */
    public Unreadable(
        String topicName, long nextOffset, String why, String advice, Throwable cause) {
      super(
          "cannot read topic "
              + topicName
              + " at offset "
              + nextOffset
              + ": "
              + why
              + "; "
              + advice,
          cause);
    }
  }

  /**
   * The position is before the oldest record that retention has not deleted, or beyond the end of
   * the topic.
   */
  public static final class OutOfRange extends Discontinued {
    private static final long serialVersionUID = 1L;
    private final long nextOffset;

    public OutOfRange(String topicName, long nextOffset) {
      super(
          "topic "
              + topicName
              + " has no record at offset "
              + nextOffset
              + ": retention deleted it, or the end of the topic was lost");
      this.nextOffset = nextOffset;
    }

    /** {@return the offset that could not be read} */
    public long nextOffset() {
      return nextOffset;
    }
  }

  /** The log is not the expected one: the cluster is a different one, or a topic was recreated. */
  public static final class Replaced extends LogException {
    private static final long serialVersionUID = 1L;

    Replaced(String topicName, String where, String what, String known, String found) {
      super(
          "topic "
              + topicName
              + " at "
              + where
              + " is not the one from which this store was built: its "
              + what
              + " was "
              + known
              + " and is now "
              + found
              + "; correct the address or the prefix of the log, or append the rows of this store"
              + " to that log with: waymark log reseed --config FILE, and then abandon the "
              + "store with: waymark log adopt --config FILE");
    }
  }

  /** The log belongs to another AS. */
  public static final class OtherOwner extends LogException {
    private static final long serialVersionUID = 1L;

    OtherOwner(String owner, String local, String clusterId) {
      super(
          "the log in cluster "
              + clusterId
              + " belongs to AS "
              + owner
              + ", but this is AS "
              + local
              + ": correct kafka.prefix and kafka.bootstrap in the configuration, or the AS");
    }
  }

  /**
   * No answer arrived in time. The entry may have been appended, or may still be appended later.
   */
  public static final class AppendTimedOut extends LogException {
    private static final long serialVersionUID = 1L;

    public AppendTimedOut(String topicName, String why, Throwable cause) {
      super(
          "an append to topic "
              + topicName
              + " has an unknown outcome: "
              + why
              + "; read the topic to find out whether it succeeded, or append again",
          cause);
    }

    public AppendTimedOut(String topicName, String why) {
      this(topicName, why, null);
    }

    @Override
    public String kind() {
      return "append timed out" + causeKind();
    }
  }

  /** The entry was not appended, and a retry would fail as well. */
  public static final class AppendRefused extends LogException {
    private static final long serialVersionUID = 1L;

    public AppendRefused(String topicName, String why, Throwable cause) {
      super("an append to topic " + topicName + " was rejected: " + why, cause);
    }

    public AppendRefused(String topicName, String why) {
      this(topicName, why, null);
    }
  }
}
