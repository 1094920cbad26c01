package org.waymark.server.replicas;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.LogRecord;
import org.waymark.log.Tail;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;

/**
 * Reads the reports of the other replicas from {@code .audit}: first those of the last two hours,
 * and then new ones as they are appended. They tell a replica that has just started in which schema
 * to write, and which digests it can compare. The schema depends on an hour of reports; there are
 * that many in two hours unless Kafka was away for almost an hour.
 *
 * <p>If the topic cannot be read, the caller tries again later. If the topic has lost records, the
 * reader starts again two hours back. Used by one thread, except {@link #wakeup}.
 */
public final class AuditReader implements AutoCloseable {
  private static final long BACK_MS = TimeUnit.HOURS.toMillis(2);

  private final EventLog eventLog;
  private final Clock clock;
  private final ReplicaReports reports;
  private OptionalLong next = OptionalLong.empty();
  private OptionalLong endAtStart = OptionalLong.empty();
  private volatile Optional<Tail> tail = Optional.empty();

  public AuditReader(EventLog eventLog, Clock clock, ReplicaReports reports) {
    this.eventLog = eventLog;
    this.clock = clock;
    this.reports = reports;
  }

  /**
   * Reads the next records.
   *
   * @param atMost the maximum time to wait for records
   * @return whether any records were read
   * @throws LogException if the topic cannot be read at the moment; the next call tries again
   */
  public boolean read(Duration atMost) {
    try {
      Tail open = tail.isPresent() ? tail.get() : open();
      List<LogRecord> records = open.poll(atMost);
      records.forEach(reports::read);
      next = OptionalLong.of(open.nextOffset());
      if (open.nextOffset() >= endAtStart.orElse(Long.MAX_VALUE)) {
        endAtStart = OptionalLong.empty();
        reports.isCurrent();
      }
      return !records.isEmpty();
    } catch (LogException failure) {
      reports.isBehind();
      if (failure instanceof LogException.Discontinued) {
        next = OptionalLong.empty();
      }
      close();
      throw failure;
    }
  }

  private Tail open() {
    long from = next.isPresent() ? next.getAsLong() : begin();
    endAtStart = OptionalLong.of(eventLog.end(Topic.AUDIT).nextOffset());
    Tail opened = eventLog.tail(Topic.AUDIT, eventLog.identity().at(Topic.AUDIT, from));
    tail = Optional.of(opened);
    return opened;
  }

  private long begin() {
    long from = eventLog.offsetAt(Topic.AUDIT, Math.max(0, clock.wallMs() - BACK_MS));
    reports.begin(from == 0);
    return from;
  }

  /**
   * Interrupts the current read, or the next one if none is in progress. Callable from any thread.
   */
  public void wakeup() {
    tail.ifPresent(Tail::wakeup);
  }

  @Override
  public void close() {
    tail.ifPresent(Tail::close);
    tail = Optional.empty();
  }
}
