package org.waymark.server.replay;

import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.LogException;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;
import org.waymark.runtime.LastingTrouble;

/**
 * Updates the readiness when a topic cannot be read, and logs the trouble for the operator: when it
 * begins, when its kind changes, when it ends, and once a minute in between. Safe for use by
 * several threads.
 */
final class ReadingReport {
  private static final Logger log = LoggerFactory.getLogger(ReadingReport.class);

  private final Readiness readiness;
  private final Map<Topic, LogException> failing = new EnumMap<>(Topic.class);
  private final Map<Topic, LastingTrouble> lasting = new EnumMap<>(Topic.class);

  ReadingReport(Readiness readiness, Clock clock) {
    this.readiness = readiness;
    Follower.FOLDED.forEach(topic -> lasting.put(topic, new LastingTrouble(clock)));
  }

  /** Reports that reading a topic failed and will be retried. */
  synchronized void failed(Topic topic, LogException failure) {
    failing.put(topic, failure);
    readiness.unreadable(topic, failure.getMessage());
    // While the log cannot be reached, no topic can be read, and the log watch reports this.
    boolean away =
        failure instanceof LogException.Unreachable && readiness.log() == Readiness.LogSide.AWAY;
    if (away || !lasting.get(topic).isDue(failure.kind())) {
      log.debug("Still cannot read topic {}", topic.suffix(), failure);
      return;
    }
    log.warn("Not applying new records, so answers may be stale: {}", failure.getMessage());
  }

  /** Reports that a topic was read. */
  synchronized void succeeded(Topic topic) {
    if (failing.remove(topic) == null) {
      return;
    }
    readiness.readable(topic);
    if (lasting.get(topic).end()) {
      log.info("Topic {} of the log can be read again", topic.suffix());
    }
  }
}
