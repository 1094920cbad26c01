package org.waymark.server.replay;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.LogRecord;
import org.waymark.log.Position;
import org.waymark.log.Tail;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;
import org.waymark.runtime.Opening;
import org.waymark.runtime.TimeText;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.FoldSettings;
import org.waymark.store.ColdStart;
import org.waymark.store.Store;
import org.waymark.store.apply.Applied;
import org.waymark.store.apply.PreparedBatch;
import org.waymark.store.row.StoreException;

/**
 * Replays {@code .events} and {@code .trust} into the store, both after a restart and in normal
 * operation. It is the only writer of the store.
 *
 * <p>Each batch that is read becomes one write batch of the store. The listener receives the
 * effects of the batch on the applying thread, once they are visible to readers. Records are never
 * skipped or retried, because the state must be a fold of the log; any exception ends following
 * permanently.
 *
 * <p>{@link FollowerThreads} runs the follower on its own threads; a simulation calls {@link
 * #applyAvailable} instead. Each topic is read by one thread at a time, and {@link #apply} is
 * called by one thread.
 */
public final class Follower implements AutoCloseable {
  /** The topics that are folded into the store. */
  static final List<Topic> FOLDED = List.of(Topic.TRUST, Topic.EVENTS);

  private static final Logger log = LoggerFactory.getLogger(Follower.class);
  private static final long MS_PER_S = 1_000;
  private static final long MS_PER_H = TimeUnit.HOURS.toMillis(1);

  /**
   * Long enough for the next tick, because a tick is appended every 10 s, with its time rounded
   * down to the minute.
   */
  private static final long SOON_MS = TimeUnit.MINUTES.toMillis(3);

  private final EventLog eventLog;
  private final Store store;
  private final FoldSettings settings;
  private final Readiness readiness;
  private final Clock clock;
  private final ServerMetrics metrics;
  private final AppliedListener listener;
  private final Map<Topic, Tail> tails = new EnumMap<>(Topic.class);
  private final Map<Topic, Long> next = new EnumMap<>(Topic.class);

  /**
   * The end of each topic when it was opened, or a lower end if the log has since lost records that
   * were not read.
   */
  private final Map<Topic, Long> endAtStart = new ConcurrentHashMap<>();

  /** The record time of the first record of {@code .events} when it was opened. */
  private long firstMs = Long.MAX_VALUE;

  private volatile boolean endLowered;
  private boolean toldWhenComplete;
  private boolean trimming;

  /**
   * Thrown if the store began at a later record than it would by the present clock, so that it
   * would stay incomplete for hours. The clock was ahead when the fold began.
   */
  static final class BegunTooLateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BegunTooLateException(long completeFromMs) {
      super(
          "its fold began while the clock of this host was ahead, so it would be incomplete until "
              + TimeText.instant(completeFromMs / MS_PER_S));
    }
  }

  public Follower(
      EventLog eventLog,
      Store store,
      FoldSettings settings,
      Readiness readiness,
      Clock clock,
      ServerMetrics metrics,
      AppliedListener listener) {
    this.eventLog = eventLog;
    this.store = store;
    this.settings = settings;
    this.readiness = readiness;
    this.clock = clock;
    this.metrics = metrics;
    this.listener = listener;
  }

  /**
   * Applies the current content of {@code .trust}, so that trust material is available before any
   * message is handled.
   *
   * @throws LogException if the log cannot be read
   */
  public void replayTrust() {
    eventLog.readToEnd(
        Topic.TRUST, position(Topic.TRUST), records -> store.apply(Topic.TRUST, records));
  }

  /**
   * Opens the tails at the store's positions. A new store begins one horizon before the present, or
   * at offset 0 if the log is younger than that.
   *
   * @param ownStartMs the time of the record in {@code .audit} that marks this replica's start
   * @throws LogException if the log cannot be read; in that case, no tail is open
   * @throws org.waymark.store.row.StoreException.OtherLog if the store contains records of another
   *     log
   */
  public void open(long ownStartMs) {
    // A store without events may have been created before its log was reachable.
    store.requireLog(eventLog.identity());
    if (store.position(Topic.EVENTS).isEmpty()) {
      store.begin(new FoldStart(eventLog, settings, clock, metrics).plan(ownStartMs));
    }
    if (!store.complete()) {
      firstMs = eventLog.first(Topic.EVENTS).map(LogRecord::recordTimeMs).orElse(Long.MAX_VALUE);
    }
    try (Opening opening = new Opening(this::close)) {
      FOLDED.forEach(this::open);
      opening.succeeded();
    }
    readiness.replaying();
    checkCaughtUp();
  }

  private void open(Topic topic) {
    Position from = position(topic);
    long end = eventLog.end(topic).nextOffset();
    // If the log ends before the store's position, the log has lost its end. The tail will detect
    // that; until then, the store must not count as caught up.
    endAtStart.put(topic, end < from.nextOffset() ? from.nextOffset() + 1 : end);
    next.put(topic, from.nextOffset());
    tails.put(topic, eventLog.tail(topic, from));
  }

  /**
   * Applies the records that are currently available, without waiting.
   *
   * @return whether there were any such records
   */
  public boolean applyAvailable() {
    boolean any = false;
    for (Topic topic : FOLDED) {
      List<LogRecord> records = tails.get(topic).poll(Duration.ZERO);
      if (!records.isEmpty()) {
        apply(store.prepare(topic, records));
        any = true;
      } else {
        lowerEnd(topic);
      }
    }
    checkLoweredEnd();
    return any;
  }

  /**
   * Reads the next records of a topic.
   *
   * @return the records; an empty list if none arrive for a while
   */
  public List<LogRecord> read(Topic topic) {
    List<LogRecord> records = tails.get(topic).poll(EventLog.QUIET);
    if (records.isEmpty()) {
      lowerEnd(topic);
    }
    return records;
  }

  /**
   * Queries the end of a topic again if this follower has not read all records that the topic
   * contained when the follower was opened. If the log has lost them, waiting for them would delay
   * readiness until the topic had grown back to its former length.
   */
  private void lowerEnd(Topic topic) {
    long nextToRead = tails.get(topic).nextOffset();
    if (nextToRead >= endAtStart.get(topic)) {
      return;
    }
    long end = eventLog.end(topic).nextOffset();
    // If the end is before the next record, the tail will detect the loss.
    if (nextToRead <= end && end < endAtStart.get(topic)) {
      endAtStart.put(topic, end);
      endLowered = true;
    }
  }

  /**
   * Checks whether this follower has caught up because the log has lost its end. Called by the
   * applying thread while no records arrive.
   */
  void checkLoweredEnd() {
    if (endLowered) {
      endLowered = false;
      checkCaughtUp();
    }
  }

  /**
   * {@return whether the topic has been read successfully since it was opened or since reading last
   * failed}
   */
  boolean isReading(Topic topic) {
    return tails.get(topic).isReading();
  }

  /** Prepares records that were read. Called by the thread that read them. */
  PreparedBatch prepare(Topic topic, List<LogRecord> records) {
    return store.prepare(topic, records);
  }

  /** Applies a batch as one write to the store. */
  void apply(PreparedBatch batch) {
    long startNs = metrics.nowNs();
    List<Applied> applied = store.apply(batch);
    metrics.applied(applied, startNs);
    next.put(batch.topic(), batch.records().getLast().offset() + 1);
    listener.read(batch.topic(), batch.records());
    listener.applied(batch.topic(), applied);
    trimHistory(applied);
    checkCaughtUp();
    checkStart();
  }

  /**
   * Fails if the clock has gone back since the fold began, and the log has what is missing. A fold
   * that begins now would be complete with the next tick, which marks a time an hour ago.
   */
  private void checkStart() {
    long completeFromMs = store.completeFromMs();
    if (!store.complete()
        && completeFromMs > clock.wallMs() - MS_PER_H + SOON_MS
        && store.beganAfter(firstMs)) {
      throw new BegunTooLateException(completeFromMs);
    }
  }

  /**
   * Deletes unneeded history in small portions, one after each batch, starting with the tick that
   * made the history unneeded.
   */
  private void trimHistory(List<Applied> applied) {
    trimming = trimming || applied.stream().anyMatch(Applied.Ticked.class::isInstance);
    if (trimming) {
      trimming = store.trimHistory(settings.depth().keptFromMs(clock.wallMs()));
    }
  }

  /** Flushes the applied records to disk. */
  public void flush() {
    store.flush();
  }

  /** {@return a future that completes if the store can no longer be read or written} */
  CompletableFuture<StoreException.Unavailable> storeFailure() {
    return store.failure();
  }

  /** Makes reads that are waiting return. */
  public void wakeup() {
    tails.values().forEach(Tail::wakeup);
  }

  /** Closes the tails. The follower may be opened again. */
  @Override
  public void close() {
    tails.values().forEach(Tail::close);
    tails.clear();
  }

  private Position position(Topic topic) {
    return store
        .position(topic)
        .orElseGet(() -> eventLog.identity().at(topic, eventLog.start(topic)));
  }

  private void checkCaughtUp() {
    boolean atEnd =
        endAtStart.entrySet().stream().allMatch(end -> next.get(end.getKey()) >= end.getValue());
    if (atEnd) {
      readiness.replayed();
      if (store.complete()) {
        store.caughtUp();
        readiness.complete();
      } else {
        tellWhenComplete();
      }
    }
  }

  /** Logs once when the store will become complete, unless the next tick is enough. */
  private void tellWhenComplete() {
    if (toldWhenComplete || store.completeFromMs() - store.lastTickMs() < SOON_MS) {
      return;
    }
    toldWhenComplete = true;
    log.warn(
        "Replayed the log, but the store may be incomplete, because the log no longer contains all"
            + " events from the last {} h. This replica will become ready once it applies a tick"
            + " for {} or later (ticks are appended about an hour after the time they mark). Until"
            + " it is ready, only other replicas answer requests",
        ColdStart.HORIZON_MS / MS_PER_H,
        TimeText.instant(store.completeFromMs() / MS_PER_S));
  }
}
