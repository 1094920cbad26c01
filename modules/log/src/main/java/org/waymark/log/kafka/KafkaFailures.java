package org.waymark.log.kafka;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.waymark.log.LogException;
import org.waymark.runtime.Causes;

/** Translates Kafka's exceptions into {@link LogException}s. */
final class KafkaFailures {
  private KafkaFailures() {}

  /**
   * Translates a failure.
   *
   * @return the failure itself if it is a {@link LogException}, otherwise one saying that the log
   *     cannot be reached
   */
  static LogException unreachable(String where, Throwable failure) {
    Throwable cause = unwrapped(failure);
    return cause instanceof LogException ours
        ? ours
        : new LogException.Unreachable(where, reason(cause), cause);
  }

  /**
   * Translates the failure of an append.
   *
   * <p>The outcome is certain only if neither the broker nor the client can have appended the
   * entry. All other failures, such as network faults and exhausted retries, leave it uncertain
   * whether the entry was appended.
   *
   * @param queued whether the producer had accepted the entry
   */
  static LogException append(String where, String topicName, Throwable failure, boolean queued) {
    Throwable cause = unwrapped(failure);
    return switch (cause) {
      case RecordTooLargeException tooLarge -> refused(topicName, tooLarge);
      case RecordBatchTooLargeException tooLarge -> refused(topicName, tooLarge);
      case AuthorizationException forbidden -> notNow(where, forbidden);
      case AuthenticationException unknown -> notNow(where, unknown);
      case InvalidTopicException invalid -> refused(topicName, invalid);
      case PolicyViolationException violation -> refused(topicName, violation);
      case SerializationException broken -> refused(topicName, broken);
      case TimeoutException late
          when !queued && late.getCause() instanceof UnknownTopicOrPartitionException missing ->
          new LogException.Unreachable(
              where, "topic " + topicName + " does not exist there", missing);
      case TimeoutException late when !queued -> notNow(where, late);
      case ApiException other -> unknownFate(topicName, other);
      // A producer in this state can no longer append anything, so it is replaced.
      case KafkaException other when !queued -> notNow(where, other);
      case IllegalStateException closed when !queued -> refused(topicName, closed);
      default -> unknownFate(topicName, cause);
    };
  }

  /**
   * {@return whether a producer that failed in this way may fail every later append} This is the
   * case when the brokers have refused to give the producer an identity, for whatever reason.
   */
  static boolean endsProducer(Throwable failure) {
    return switch (unwrapped(failure)) {
      case RetriableException network -> false;
      case RecordTooLargeException ofEntry -> false;
      case RecordBatchTooLargeException ofEntry -> false;
      case SerializationException ofEntry -> false;
      case InvalidTopicException ofTopic -> false;
      case PolicyViolationException ofTopic -> false;
      case TopicAuthorizationException ofTopic -> false;
      case KafkaException ofProducer -> true;
      default -> false;
    };
  }

  /** Creates an exception saying that an entry was not appended but that a retry may succeed. */
  private static LogException notNow(String where, Throwable cause) {
    return new LogException.Unreachable(where, reason(cause), cause);
  }

  private static LogException refused(String topicName, Throwable cause) {
    return new LogException.AppendRefused(topicName, reason(cause), cause);
  }

  private static LogException unknownFate(String topicName, Throwable cause) {
    return new LogException.AppendTimedOut(topicName, reason(cause), cause);
  }

  private static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /**
   * Describes an exception in one line. The message of a timeout is replaced, because it consists
   * of internal calls and times of the client.
   */
  static String reason(Throwable cause) {
    Throwable telling = cause;
    while (telling.getCause() != null && telling.getClass() == KafkaException.class) {
      telling = telling.getCause();
    }
    if (telling instanceof TimeoutException) {
      return "no broker answered in time";
    }
    String message = telling.getMessage();
    return message == null
        ? Causes.kind(telling)
        : message.lines().findFirst().orElse(Causes.kind(telling));
  }
}
