package org.waymark.server.append;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntSupplier;
import org.waymark.log.Appended;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.Topic;
import org.waymark.runtime.Cancellable;
import org.waymark.runtime.Timers;
import org.waymark.segment.ByteString;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.report.ServerMetrics;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;

/**
 * Appends events to one topic and waits until this replica has applied them.
 *
 * <p>Safe for use by several threads. Results are delivered on the applying thread, or on the timer
 * thread after a timeout.
 */
public final class EventAppender {
  /**
   * The maximum time to wait until an acknowledged record has been read back and applied. After
   * that, the outcome is {@link Fate.Unapplied}.
   */
  private static final long APPLIED_WITHIN_MS = 5_000;

  private final String replicaId;
  private final EventLog log;
  private final Topic topic;
  private final IntSupplier schema;
  private final AppliedRecords applied;
  private final Timers timers;
  private final ServerMetrics metrics;

  /** The result of an append. */
  public sealed interface Fate {
    /** The record is in the log, and this replica has applied it with this effect. */
    record Done(Effect effect) implements Fate {}

    /** The log rejected the record. */
    record NotAppended(String why) implements Fate {}

    /** The log could not be reached, so the record was not written. */
    record Unreachable(String why) implements Fate {}

    /**
     * The append timed out. The record may already be in the log, may still arrive there, or may be
     * lost.
     */
    record Unknown(String why) implements Fate {}

    /** The record is in the log, but this replica did not apply it in time. */
    record Unapplied(String why) implements Fate {}
  }

  /**
   * @param schema supplies the event schema in which to write
   * @param applied the object that collects the effects of the records of the topic
   */
  public EventAppender(
      String replicaId,
      EventLog log,
      Topic topic,
      IntSupplier schema,
      AppliedRecords applied,
      Timers timers,
      ServerMetrics metrics) {
    this.replicaId = replicaId;
    this.log = log;
    this.topic = topic;
    this.schema = schema;
    this.applied = applied;
    this.timers = timers;
    this.metrics = metrics;
  }

  /**
   * Appends one event.
   *
   * @param eventIds the identities of the event (APPLY, Identities and keys)
   * @param key the raw record key
   */
  public CompletableFuture<Fate> append(
      List<ByteString> eventIds, ByteString key, EventBody body, MessageOrigin origin) {
    Event event =
        new Event(
            schema.getAsInt(), eventIds, replicaId, origin.ofEvent(), origin.requestId(), body);
    long startNs = metrics.nowNs();
    long before = applied.count();
    return log.append(topic, new Entry(key, body.kind(), EventCodec.encode(event)))
        .whenComplete(
            (appended, failure) -> {
              if (failure == null) {
                metrics.appended(body, startNs);
              }
            })
        .thenCompose(appended -> awaitApplied(appended, before))
        .exceptionally(EventAppender::fateOf);
  }

  private CompletableFuture<Fate> awaitApplied(Appended appended, long before) {
    CompletableFuture<Effect> waiter = applied.await(appended, before);
    CompletableFuture<Fate> fate = waiter.thenApply(Fate.Done::new);
    if (fate.isDone()) {
      return fate;
    }
    Cancellable timeout =
        timers.after(
            APPLIED_WITHIN_MS,
            () -> {
              applied.forget(appended, waiter);
              fate.complete(
                  new Fate.Unapplied(
                      "appended at offset "
                          + appended.offset()
                          + ", but not applied by this "
                          + "replica in time"));
            });
    return fate.whenComplete((done, failure) -> timeout.cancel());
  }

  private static Fate fateOf(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return switch (cause) {
      case LogException.AppendTimedOut timedOut -> new Fate.Unknown(timedOut.getMessage());
      case LogException.Unreachable away -> new Fate.Unreachable(away.getMessage());
      case LogException refused -> new Fate.NotAppended(refused.getMessage());
      default -> throw new CompletionException(cause);
    };
  }
}
