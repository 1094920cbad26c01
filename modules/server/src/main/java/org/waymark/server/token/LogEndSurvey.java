package org.waymark.server.token;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.EventLog;
import org.waymark.log.LogSurvey;
import org.waymark.log.Token;
import org.waymark.log.Topic;
import org.waymark.log.TopicView;

/**
 * Asks for the end of the log, one question at a time. The end never goes back unless the log loses
 * records, because a broker acknowledges or delivers only records before it. Safe for use by
 * several threads, and does not wait for the answer.
 */
final class LogEndSurvey {
  private static final Logger log = LoggerFactory.getLogger(LogEndSurvey.class);

  private final EventLog eventLog;
  private final Consumer<Found> listener;
  private boolean asking;
  private Optional<Long> askedNs = Optional.empty();

  /**
   * An answer.
   *
   * @param arrivals the number of reads that had arrived before the log was asked
   */
  record Found(TopicView events, long arrivals) {
    /**
     * {@return why the log does not contain the records for which a token stands; empty if it may
     * contain them}
     */
    Optional<String> loss(Token token) {
      if (!events.topicId().equals(token.topicId())) {
        return Optional.of("the topic was deleted and created again");
      }
      return events.end().nextOffset() < token.nextOffset()
          ? Optional.of(
              "it ends at offset %d, before the token %s"
                  .formatted(events.end().nextOffset(), token))
          : Optional.empty();
    }
  }

  /**
   * @param listener receives each answer, on a thread of the log
   */
  LogEndSurvey(EventLog eventLog, Consumer<Found> listener) {
    this.eventLog = eventLog;
    this.listener = listener;
  }

  /**
   * Asks, unless a question is open or was asked recently.
   *
   * @param arrivals the number of reads that have arrived so far
   */
  void askUnlessAskedWithin(long periodMs, long nowNs, long arrivals) {
    synchronized (this) {
      boolean recently =
          askedNs.filter(at -> nowNs - at < TimeUnit.MILLISECONDS.toNanos(periodMs)).isPresent();
      if (asking || recently) {
        return;
      }
      asking = true;
      askedNs = Optional.of(nowNs);
    }
    try {
      eventLog.survey().whenComplete((survey, failure) -> answered(survey, failure, arrivals));
    } catch (RuntimeException failure) {
      answered(null, failure, arrivals);
    }
  }

  private void answered(LogSurvey survey, Throwable failure, long arrivals) {
    synchronized (this) {
      asking = false;
    }
    if (failure != null) {
      log.debug("Could not ask for the end of the log: {}", failure.getMessage());
      return;
    }
    survey.topic(Topic.EVENTS).ifPresent(events -> listener.accept(new Found(events, arrivals)));
  }
}
