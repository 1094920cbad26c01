package org.waymark.server.token;

import java.util.Optional;
import org.waymark.log.Token;

/**
 * The result of a read. Only {@link Answered} has a value. All others leave the client with the
 * token that it presented, and {@link #advice} says what to do.
 *
 * @param <T> the type of the value
 */
public sealed interface ReadResult<T> {
  /**
   * The value and the state from which it was read, in one snapshot.
   *
   * @param token the state; never before the presented token
   * @param loss a recent loss of records, if the read presented a token. If the token is from
   *     before the loss, other records may have taken the place of those for which it stands
   */
  record Answered<T>(T value, Token token, Optional<LogLoss> loss) implements ReadResult<T> {}

  /**
   * The replica did not reach the state of the token in time.
   *
   * @param reached the state that the replica has reached
   * @param loss a recent loss of records, because of which the state may never be reached
   */
  record TooLate<T>(Token reached, Optional<LogLoss> loss) implements ReadResult<T> {}

  /**
   * The token belongs to another log, which was replaced by this one or has replaced it.
   *
   * @param topicId the id of the topic {@code .events} that this replica serves
   */
  record OtherLog<T>(String topicId) implements ReadResult<T> {}

  /**
   * The log no longer contains the records for which the token stands.
   *
   * @param reason what was found, for a human reader
   */
  record LostRecords<T>(String reason) implements ReadResult<T> {}

  /**
   * The store is incomplete, or the state of the log is not known yet.
   *
   * @param reason for a human reader
   */
  record NotReady<T>(String reason) implements ReadResult<T> {}

  /**
   * The store could not be read.
   *
   * @param reason for a human reader
   */
  record Unavailable<T>(String reason) implements ReadResult<T> {}

  /** Too many reads are waiting, or the source of this read has too many of them. */
  record Overloaded<T>() implements ReadResult<T> {}

  /** The replica was closed before the state of the token was reached. */
  record Closed<T>() implements ReadResult<T> {}

  /** {@return the name of the result in counters} */
  default String label() {
    return switch (this) {
      case Answered<T> answered -> "answered";
      case TooLate<T> tooLate -> "too-late";
      case OtherLog<T> otherLog -> "other-log";
      case LostRecords<T> lost -> "lost-records";
      case NotReady<T> notReady -> "not-ready";
      case Unavailable<T> unavailable -> "unavailable";
      case Overloaded<T> overloaded -> "overloaded";
      case Closed<T> closed -> "closed";
    };
  }

  /** {@return what happened and what the client should do; empty for an answer} */
  default String advice() {
    return switch (this) {
      case Answered<T> answered -> "";
      case TooLate<T> tooLate ->
          "this replica has only reached "
              + tooLate.reached()
              + ": repeat the read, or ask another replica";
      case OtherLog<T> otherLog ->
          "the token belongs to another log: the events topic here has the id "
              + otherLog.topicId()
              + ". If the log was replaced, read without a token, and repeat the writes that are"
              + " missing; otherwise, ask a replica of the token's log";
      case LostRecords<T> lost ->
          "the log has lost the records for which the token stands: "
              + lost.reason()
              + ". Read without a token, and repeat the writes that are missing";
      case NotReady<T> notReady -> notReady.reason() + ": repeat the read, or ask another replica";
      case Unavailable<T> unavailable ->
          "the store cannot be read: " + unavailable.reason() + ". Ask another replica";
      case Overloaded<T> overloaded ->
          "too many reads are waiting for a token: repeat the read, or ask another replica";
      case Closed<T> closed -> "this replica is stopping: ask another replica";
    };
  }
}
