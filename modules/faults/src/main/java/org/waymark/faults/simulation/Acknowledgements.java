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
 * What replicas have acknowledged or promised to record, except for what the log has lost since.
 */
final class Acknowledgements {
  /** Damping accepts a version whose end is at most this part of a lifetime earlier. */
  private static final int DAMPED_PART = 10;

  private static final long MARGIN_MS = 2_000;

  /** How long before it is sent a revocation may count as received. */
  private static final long REVOCATION_MS = 20_000;

  private final ReplicaGroup group;
  private final LogModel model;
  private final BrokenPromises broken;
  private final RunJournal journal;

  private final List<Recorded> recorded = new ArrayList<>();
  private final List<Held> held = new ArrayList<>();
  private final List<Revoking> revocations = new ArrayList<>();

  /** What processes may serve although it is not stored: they hold it or are registering it. */
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
   * @param history how often the log had lost records
   */
  private record Held(
      SegmentType type, PathSegment segment, ReplicaProcess by, long atMs, int history) {}

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
   * Notes that a registration has been sent. Once the segment has been verified, the process may
   * answer with it, even before its record has been applied.
   */
  void registering(SegmentRecord record, ReplicaProcess by) {
    unrecorded.merge(new Unrecorded(record.segment().orElseThrow().bytes(), by), 1, Integer::sum);
  }

  /**
   * Notes the outcome of a registration.
   *
   * @param sinceMs when the registration was sent, Unix milliseconds
   */
  void registered(SegmentRecord record, Outcome outcome, ReplicaProcess by, long sinceMs) {
    PathSegment segment = record.segment().orElseThrow();
    switch (outcome) {
      case Outcome.Added(long offset) -> recorded(offset, segment.bytes(), by);
      case Outcome.Updated(long offset) -> recorded(offset, segment.bytes(), by);
      case Outcome.Held _ -> {
        held.add(new Held(record.type().orElseThrow(), segment, by, sinceMs, group.history()));
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
   * Notes that a revocation is being sent, which may kill segments even if it is never recorded.
   */
  void revoking(Revocation revocation, long atMs) {
    revocations.add(new Revoking(revocation, atMs));
  }

  /** Notes the outcome of a revocation. */
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

  /** {@return whether a process is registering or has held the segment, which it may then serve} */
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
   * rejected, because a retry would be rejected as well. It therefore need not have recorded as
   * many paths as the log has rejected entries.
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
   * A held segment may be lost with its process, and need not be recorded if it is killed, or old
   * by the clock of the process, which may have been wrong.
   */
  private boolean hasToBeRecorded(Held one) {
    long lifetimeMs = one.segment().endMs() - one.segment().timestampS() * 1_000;
    boolean lasts =
        one.by().latestMs(one.atMs()) + MARGIN_MS
            < one.segment().endMs() - lifetimeMs / DAMPED_PART;
    return one.by().isAlive() && one.history() == group.history() && lasts && !mayBeKilled(one);
  }

  private boolean mayBeKilled(Held one) {
    return revocations.stream()
        .filter(revoking -> revoking.atMs() > one.atMs() - REVOCATION_MS)
        .anyMatch(
            revoking ->
                one.segment().hops().stream()
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

  /** {@return whether one held segment has taken the place of another, or is the same} */
  private static boolean replaces(Held newer, Held older) {
    return newer.by() == older.by()
        && newer.type() == older.type()
        && newer.segment().id().equals(older.segment().id())
        && newer.segment().expiryS() >= older.segment().expiryS()
        && newer.atMs() >= older.atMs();
  }

  /** The broker's clock may be wrong while a held segment is recorded. */
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
