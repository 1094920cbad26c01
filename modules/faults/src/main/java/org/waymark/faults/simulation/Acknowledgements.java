package org.waymark.faults.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.waymark.faults.Promise;
import org.waymark.fixtures.oracle.OracleFact;
import org.waymark.fixtures.oracle.OracleOutcome;
import org.waymark.segment.ByteString;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentType;
import org.waymark.server.outcome.Outcome;
import org.waymark.server.outcome.RevocationOutcome;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.message.SegmentRecord;

/**
 * Everything that replicas have acknowledged or promised to record, except for records that the log
 * has lost since then.
 */
final class Acknowledgements {
  /**
   * The divisor of a segment's lifetime. Damping does not record a new version if the stored
   * version expires at most a lifetime divided by this number earlier.
   */
  private static final int DAMPED_PART = 10;

  private static final long MARGIN_MS = 2_000;

  /**
   * The maximum time by which a revocation may count as received before it was sent, in
   * milliseconds.
   */
  private static final long REVOCATION_MS = 20_000;

  private final ReplicaGroup group;
  private final LogModel model;
  private final BrokenPromises broken;
  private final RunJournal journal;

  private final List<Recorded> recorded = new ArrayList<>();
  private final List<Held> held = new ArrayList<>();
  private final List<Revoking> revocations = new ArrayList<>();

  /**
   * The segments that processes may serve although they are not stored, because they are held or
   * being registered.
   */
  private final Map<Unrecorded, Integer> unrecorded = new HashMap<>();

  /**
   * A record that a replica has acknowledged.
   *
   * @param bytes the content
   */
  private record Recorded(long offset, ByteString bytes, String by) {}

  /**
   * A segment that a replica holds while it cannot reach the log.
   *
   * @param order the number of segments that were held before
   * @param sentMs the time at which the registration was sent, in Unix milliseconds
   * @param history the number of times that the log had lost records
   */
  private record Held(
      int order,
      SegmentType type,
      PathSegment segment,
      ReplicaProcess by,
      long sentMs,
      int history) {}

  private record Path(SegmentType type, SegmentId id) {}

  private record Unrecorded(ByteString bytes, ReplicaProcess by) {}

  private record Revoking(Revocation revocation, long atMs) {}

  Acknowledgements(ReplicaGroup group, LogModel model, BrokenPromises broken, RunJournal journal) {
    this.group = group;
    this.model = model;
    this.broken = broken;
    this.journal = journal;
  }

  /**
   * Remembers that a registration has been sent. Once the process has verified the segment, it may
   * use the segment in answers, even before the record has been applied.
   */
  void registering(SegmentRecord record, ReplicaProcess by) {
    unrecorded.merge(new Unrecorded(record.segment().orElseThrow().bytes(), by), 1, Integer::sum);
  }

  /**
   * Remembers the outcome of a registration.
   *
   * @param sinceMs the time at which the registration was sent, in Unix milliseconds
   */
  void registered(SegmentRecord record, Outcome outcome, ReplicaProcess by, long sinceMs) {
    PathSegment segment = record.segment().orElseThrow();
    switch (outcome) {
      case Outcome.Added(long offset) -> recorded(offset, segment.bytes(), by);
      case Outcome.Updated(long offset) -> recorded(offset, segment.bytes(), by);
      case Outcome.Held _ -> {
        held.add(
            new Held(
                held.size(), record.type().orElseThrow(), segment, by, sinceMs, group.history()));
        // The process may serve it until the log can be reached again, and this is not visible.
        registering(record, by);
      }
      default -> {
        // Nothing is promised.
      }
    }
    unrecorded.merge(new Unrecorded(segment.bytes(), by), -1, Integer::sum);
  }

  /**
   * Remembers that a revocation is being sent. It may kill segments even if it is never recorded.
   */
  void revoking(Revocation revocation, long atMs) {
    revocations.add(new Revoking(revocation, atMs));
  }

  /** Remembers the outcome of a revocation. */
  void revoked(Revocation revocation, RevocationOutcome outcome, ReplicaProcess by) {
    if (outcome instanceof RevocationOutcome.Recorded(long offset, int _)) {
      recorded(offset, RevocationCodec.encode(revocation), by);
    }
  }

  private void recorded(long offset, ByteString bytes, ReplicaProcess by) {
    if (!by.followsPresentLog()) {
      journal.count("acknowledged-before-loss");
      return;
    }
    Recorded one = new Recorded(offset, bytes, by.toString());
    recorded.add(one);
    model.read();
    check(one);
  }

  /** Forgets acknowledgements of records that the log is about to lose. */
  void logLosesFrom(long offset) {
    recorded.removeIf(one -> one.offset() >= offset);
  }

  /**
   * {@return whether a process may serve a segment that is not stored, because it is registering
   * the segment or has held it}
   */
  boolean mayServe(ByteString bytes, ReplicaProcess by) {
    return unrecorded.getOrDefault(new Unrecorded(bytes, by), 0) > 0;
  }

  /** Checks that everything acknowledged or held is in the log, once all faults have ended. */
  void check() {
    recorded.forEach(this::check);
    List<Held> promised = held.stream().filter(this::hasToBeRecorded).toList();
    journal.count("held-checked", promised.size());
    Map<ReplicaProcess, Map<Path, Held>> missing = new LinkedHashMap<>();
    promised.stream()
        .filter(one -> !isRecorded(one))
        .forEach(
            one ->
                missing
                    .computeIfAbsent(one.by(), _ -> new LinkedHashMap<>())
                    .put(new Path(one.type(), one.segment().id()), one));
    missing.forEach((by, paths) -> check(by, paths.values()));
  }

  /**
   * Checks the held segments that are not recorded. A replica drops an entry that the log has
   * rejected, because a retry would be rejected as well. The number of unrecorded paths may
   * therefore be as large as the number of entries that the log has rejected.
   */
  private void check(ReplicaProcess by, Collection<Held> missing) {
    long rejected = by.count("waymark.room.dropped", "reason", "refused");
    journal.count("held-rejected", Math.min(rejected, missing.size()));
    broken.check(
        missing.size() <= rejected,
        Promise.NOTHING_ACKNOWLEDGED_IS_LOST,
        "%s held %s and did not record them, although the log rejected only %d held entries"
            .formatted(by, missing.stream().map(Held::segment).toList(), rejected));
  }

  private void check(Recorded one) {
    broken.check(
        one.offset() < model.size() && one.bytes().equals(bytes(model.factAt(one.offset()))),
        Promise.NOTHING_ACKNOWLEDGED_IS_LOST,
        "%s acknowledged a record at offset %d that is not in the log"
            .formatted(one.by(), one.offset()));
  }

  private static ByteString bytes(OracleFact fact) {
    return switch (fact) {
      case OracleFact.Segment segment -> segment.bytes();
      case OracleFact.Revocation revocation -> revocation.bytes();
      default -> ByteString.EMPTY;
    };
  }

  /**
   * Decides whether a held segment must have been recorded. A segment need not be recorded if its
   * process was killed, if a revocation may have killed the segment, or if it was old according to
   * the clock of the process, which may have been wrong.
   */
  private boolean hasToBeRecorded(Held one) {
    long lifetimeMs = one.segment().endMs() - one.segment().timestampS() * 1_000;
    boolean lasts =
        one.by().latestMs(one.sentMs()) + MARGIN_MS
            < one.segment().endMs() - lifetimeMs / DAMPED_PART;
    return one.by().isAlive()
        && one.history() == group.history()
        && lasts
        && !mayBeKilled(one.segment(), one.sentMs());
  }

  /**
   * {@return whether a revocation may have killed a segment}
   *
   * @param sinceMs the time at which the segment was sent, in Unix milliseconds
   */
  boolean mayBeKilled(PathSegment segment, long sinceMs) {
    return revocations.stream()
        .filter(revoking -> revoking.atMs() > sinceMs - REVOCATION_MS)
        .anyMatch(
            revoking ->
                segment.hops().stream()
                    .anyMatch(
                        hop ->
                            hop.ia().equals(revoking.revocation().ia())
                                && hop.uses(revoking.revocation().interfaceId())));
  }

  private boolean isRecorded(Held one) {
    long lifetimeS = one.segment().expiryS() - one.segment().timestampS();
    boolean lasting =
        model.state().segments.stream()
            .anyMatch(
                version ->
                    version.fact().type() == one.type()
                        && version.fact().id().equals(one.segment().id().bytes())
                        && version.fact().expiryS()
                            >= one.segment().expiryS() - lifetimeS / DAMPED_PART - 1);
    return lasting
        || held.stream().filter(other -> replaces(other, one)).anyMatch(this::wasQuarantined);
  }

  /**
   * {@return whether one held segment has taken the place of another, or is the same} A replica may
   * hold a segment earlier that was sent later.
   */
  private static boolean replaces(Held newer, Held older) {
    return newer.by() == older.by()
        && newer.type() == older.type()
        && newer.segment().id().equals(older.segment().id())
        && newer.segment().expiryS() >= older.segment().expiryS()
        && newer.order() >= older.order();
  }

  /**
   * Checks whether a held segment was quarantined, which is possible if the broker's clock was
   * wrong when the segment was recorded.
   */
  private boolean wasQuarantined(Held one) {
    for (long offset = 0; offset < model.size(); offset++) {
      if (model.outcomeAt(offset) instanceof OracleOutcome.Quarantined
          && one.segment().bytes().equals(bytes(model.factAt(offset)))) {
        return true;
      }
    }
    return false;
  }
}
