package org.waymark.store.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.waymark.segment.PathSegment;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.segment.RevocationTolerance;
import org.waymark.segment.SegmentKey;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.EventSource;
import org.waymark.store.row.Family;
import org.waymark.store.row.FoldStart;
import org.waymark.store.row.Keys;
import org.waymark.store.row.RecordSummary;
import org.waymark.store.row.Row;
import org.waymark.store.row.RowCodec;
import org.waymark.store.row.RowTotals;
import org.waymark.store.row.Saturating;
import org.waymark.store.row.SegmentChange;
import org.waymark.store.row.SegmentValue;
import org.waymark.store.row.SegmentVersion;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.ReasonCode;
import org.waymark.wire.event.TickDigest;

/**
 * Applies {@code .events} record by record, in offset order (APPLY). Apply is a pure function of
 * the rows, the last tick, and the record's offset, record time and value. It reads no clock, has
 * no capacity limits, and never fails on content. Not thread-safe.
 */
public final class EventsApply {
  private static final long MINUTE_MS = TimeUnit.MINUTES.toMillis(1);
  private static final long LIFTED_MS = TimeUnit.MINUTES.toMillis(30);
  private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);

  private final ApplySettings settings;
  private final StateRows rows;
  private final RevocationEffects effects;
  private final HistoryWriter history;
  private final FoldStart start;
  private long lastTickMs;

  /**
   * @param rows the rows after the previous records
   * @param start the point at which the fold began
   * @param lastTickMs the time of the last effective tick among those records; 0 if there was none
   */
  public EventsApply(ApplySettings settings, StateRows rows, FoldStart start, long lastTickMs) {
    this.settings = settings;
    this.start = start;
    this.rows = rows;
    this.effects = new RevocationEffects(rows.reader());
    this.history = rows.history();
    this.lastTickMs = lastTickMs;
  }

  /** {@return the time of the last effective tick, in Unix milliseconds} */
  public long lastTickMs() {
    return lastTickMs;
  }

  /**
   * Applies the next record.
   *
   * @param row the segment's row, if the fact is a segment
   */
  Applied apply(long offset, long recordTimeMs, Fact fact, Optional<SegmentValue> row) {
    history.begin(offset, recordTimeMs);
    return switch (fact) {
      case Fact.Segment(PathSegment segment, var type, EventSource source) ->
          segment(
              new StoredSegment(segment, type, recordTimeMs, offset), source, row.orElseThrow());
      case Fact.Revocation revocation -> revocation(offset, recordTimeMs, revocation);
      case Fact.Tick(long timeMs) -> tick(offset, recordTimeMs, timeMs);
      case Fact.Block block -> block(offset, recordTimeMs, block);
      case Fact.InterfaceDown down -> interfaceDown(offset, recordTimeMs, down);
      case Fact.Poison(ReasonCode reason) -> quarantine(offset, recordTimeMs, reason);
    };
  }

  /**
   * Skips the next record, leaving it out of a replay. The history notes only that the record was
   * left out.
   */
  public Applied leaveOut(long offset, long recordTimeMs) {
    history.begin(offset, recordTimeMs);
    history.summary(RecordSummary.Effect.LEFT_OUT, Keys.NONE);
    return new Applied.LeftOut(offset);
  }

  private Applied quarantine(long offset, long recordTimeMs, ReasonCode reason) {
    rows.put(Family.QUARANTINE, new Row.Quarantine(offset, recordTimeMs, reason));
    history.summary(RecordSummary.Effect.QUARANTINED, Keys.NONE);
    return new Applied.Quarantined(offset, reason);
  }

  private Applied quarantine(
      StoredSegment version, EventSource source, SegmentValue value, ReasonCode reason) {
    Applied quarantined = quarantine(version.offset(), version.recordTimeMs(), reason);
    history.quarantined(version.key(), reason, source, value);
    return quarantined;
  }

  private Applied segment(StoredSegment version, EventSource source, SegmentValue value) {
    PathSegment segment = version.segment();
    long recordTimeMs = version.recordTimeMs();
    long offset = version.offset();
    if (segment.timestampS() * 1000 > Saturating.add(recordTimeMs, settings.aheadMs())) {
      return quarantine(version, source, value, ReasonCode.TIMESTAMP_AHEAD);
    }
    if (segment.endMs() <= recordTimeMs) {
      return quarantine(version, source, value, ReasonCode.ENDED);
    }
    if (segment.endMs() <= lastTickMs) {
      return quarantine(version, source, value, ReasonCode.ENDED_BEFORE_TICK);
    }
    SegmentKey key = version.key();
    byte[] bytes = Keys.segment(key);
    Optional<SegmentValue> stored = rows.segment(bytes);
    if (stored.isPresent() && stored.get().expiryS() > segment.expiryS()) {
      history.segment(
          bytes, SegmentChange.Kind.IGNORED, stored.get().offset(), source, Optional.of(value));
      return new Applied.Ignored(offset, key, stored.get().offset());
    }
    OptionalLong killer =
        rows.mayBeRevoked(segment) ? effects.killer(segment, recordTimeMs) : OptionalLong.empty();
    if (killer.isPresent()) {
      // The stored version stays. If the revocation killed that version as well, it was removed
      // when the revocation was applied.
      history.notStored(
          key, SegmentChange.Kind.KILLED_ON_ARRIVAL, killer.getAsLong(), source, value);
      return new Applied.KilledOnArrival(offset, key, killer.getAsLong());
    }
    rows.putSegment(key, bytes, segment, value, stored);
    if (stored.filter(old -> !history.hasPassed(old.endMs())).isEmpty()) {
      history.covered(bytes);
    }
    history.segment(
        bytes,
        stored.isPresent() ? SegmentChange.Kind.REPLACED : SegmentChange.Kind.ADDED,
        stored.map(SegmentValue::offset).orElse(SegmentChange.NONE),
        source,
        Optional.of(value));
    return stored.isPresent()
        ? new Applied.Replaced(offset, version, stored.get().offset(), stored.get().expiryS())
        : new Applied.Added(offset, version);
  }

  private Applied revocation(long offset, long recordTimeMs, Fact.Revocation fact) {
    Optional<ReasonCode> refusal = refusal(fact.revocation(), recordTimeMs);
    if (refusal.isPresent()) {
      return quarantine(offset, recordTimeMs, refusal.get());
    }
    boolean known = true;
    List<SegmentVersion> killed = new ArrayList<>();
    for (ProofSide side : ProofSide.values()) {
      Row.Revocation row =
          Row.Revocation.of(fact.revocation(), side, offset, fact.format(), fact.bytes());
      Optional<byte[]> stored = rows.reader().get(Family.REVOCATIONS, RowCodec.key(row));
      if (stored.isPresent() && Keys.number(stored.get()) >= row.expiryMs()) {
        continue;
      }
      known = false;
      rows.put(Family.REVOCATIONS, row);
      kill(row, killed, fact.source());
    }
    byte[] subject = Keys.iaInterface(fact.revocation().ia(), fact.revocation().interfaceId());
    if (known) {
      history.summary(RecordSummary.Effect.REVOCATION_KNOWN, subject);
      return new Applied.RevocationKnown(offset);
    }
    history.revoked(subject, fact.source());
    return new Applied.Revoked(
        offset, fact.revocation().ia(), fact.revocation().interfaceId(), killed);
  }

  private Optional<ReasonCode> refusal(Revocation revocation, long recordTimeMs) {
    if (revocation.interfaceId() <= 0) {
      return Optional.of(ReasonCode.INTERFACE_INVALID);
    }
    if (revocation.hashType() != Revocation.SHA_256) {
      return Optional.of(ReasonCode.HASH_TYPE_UNKNOWN);
    }
    if (!settings.treeTtls().allows(revocation)) {
      return Optional.of(ReasonCode.TREE_TTL_OTHER);
    }
    if (revocation.fault().isPresent()) {
      return Optional.of(ReasonCode.EPOCH_TOO_LARGE);
    }
    if (!revocation.leafPositionMatchesEpoch()) {
      return Optional.of(ReasonCode.LEAF_POSITION);
    }
    return RevocationTolerance.counts(revocation, recordTimeMs)
        ? Optional.empty()
        : Optional.of(ReasonCode.NOT_CURRENT);
  }

  private void kill(Row.Revocation row, List<SegmentVersion> killed, EventSource source) {
    for (byte[] key : effects.pathUsers(row.ia(), row.interfaceId(), row.connectedRoot())) {
      SegmentValue version = rows.segment(key).orElseThrow(() -> RevocationEffects.dangling(key));
      if (RevocationEffects.kills(row, version.timestampS(), version.recordTimeMs())) {
        rows.removeSegment(key, version);
        history.segment(key, SegmentChange.Kind.KILLED, row.offset(), source, Optional.empty());
        killed.add(new SegmentVersion(Keys.segment(key), version.offset()));
      }
    }
  }

  private Applied tick(long offset, long recordTimeMs, long timeMs) {
    // The time is capped by the broker's clock, so that neither a single replica nor a single
    // broker with a wrong clock can remove live rows.
    long cutMs = Math.min(timeMs, Saturating.subtract(recordTimeMs, HOUR_MS));
    // This is checked before rounding, which only makes the time earlier, and could overflow for
    // very early times.
    if (cutMs <= lastTickMs) {
      return idle(offset, recordTimeMs);
    }
    long tickMs = cutMs - Math.floorMod(cutMs, MINUTE_MS);
    if (tickMs <= lastTickMs) {
      return idle(offset, recordTimeMs);
    }
    List<byte[]> ended = new ArrayList<>();
    rows.reader()
        .scan(
            Family.ENDS,
            Keys.NONE,
            (end, nothing) -> {
              boolean hasEnded = Keys.endMs(end) <= tickMs;
              if (hasEnded) {
                ended.add(end);
              }
              return hasEnded;
            });
    List<SegmentVersion> versions = new ArrayList<>();
    ended.forEach(end -> remove(Keys.endFamily(end), Keys.endKey(end), versions));
    lastTickMs = tickMs;
    history.ticked(tickMs);
    history.summary(RecordSummary.Effect.TICKED, Keys.NONE);
    return new Applied.Ticked(digest(offset, recordTimeMs), tickMs, ended.size(), versions);
  }

  private Applied idle(long offset, long recordTimeMs) {
    history.summary(RecordSummary.Effect.TICK_IDLE, Keys.NONE);
    return new Applied.TickIdle(digest(offset, recordTimeMs));
  }

  /**
   * {@return the digest immediately after this tick} The digest in the positions is unsuitable,
   * because it belongs to the end of a batch, and each replica divides the records into different
   * batches.
   */
  private TickDigest digest(long offset, long recordTimeMs) {
    RowTotals.Totals totals = rows.totals();
    return new TickDigest(
        offset,
        recordTimeMs,
        totals.eventsSum(),
        totals.events(),
        lastTickMs >= start.completeFromMs(settings.aheadMs()));
  }

  private void remove(Family family, byte[] key, List<SegmentVersion> versions) {
    if (family != Family.SEGMENTS) {
      rows.remove(family, key);
      return;
    }
    SegmentValue version = rows.segment(key).orElseThrow(() -> RevocationEffects.dangling(key));
    rows.removeSegment(key, version);
    versions.add(new SegmentVersion(Keys.segment(key), version.offset()));
  }

  private Applied block(long offset, long recordTimeMs, Fact.Block fact) {
    byte[] subject = fact.subject().key().unsafeBytes();
    // A block that has been lifted stays for half an hour at least. Until then, a renewal that a
    // replica was appending when the operator lifted the block is recognized.
    long earliestMs = Saturating.subtract(recordTimeMs, LIFTED_MS);
    long latestMs = Saturating.add(recordTimeMs, EventBody.BlockEvent.LONGEST_MS);
    long endMs = Math.clamp(fact.endMs(), earliestMs, latestMs);
    long untilMs = Math.max(fact.untilMs(), endMs);
    if (fact.renewedBy().isPresent() && isOfAnother(subject, untilMs)) {
      history.summary(RecordSummary.Effect.RENEWAL_IGNORED, subject);
      return new Applied.RenewalIgnored(offset, fact.subject());
    }
    rows.put(
        Family.BLOCKS,
        new Row.Block(
            fact.subject(), endMs, untilMs, fact.reason(), fact.operator(), fact.renewedBy()));
    history.summary(RecordSummary.Effect.BLOCKED, subject);
    return new Applied.Blocked(offset, fact.subject(), endMs, fact.renewedBy().isPresent());
  }

  /** {@return whether the stored block of the subject is not the one that lasts until the time} */
  private boolean isOfAnother(byte[] subject, long untilMs) {
    return rows.reader()
        .get(Family.BLOCKS, subject)
        .filter(value -> RowCodec.block(subject, value).untilMs() != untilMs)
        .isPresent();
  }

  private Applied interfaceDown(long offset, long recordTimeMs, Fact.InterfaceDown fact) {
    long endMs = Math.min(fact.endMs(), Saturating.add(recordTimeMs, HOUR_MS));
    long laterMs =
        rows.reader()
            .get(Family.INTERFACE_DOWN, Keys.iaInterface(fact.ia(), fact.interfaceId()))
            .map(stored -> Math.max(Keys.number(stored), endMs))
            .orElse(endMs);
    rows.put(Family.INTERFACE_DOWN, new Row.InterfaceDown(fact.ia(), fact.interfaceId(), laterMs));
    history.summary(
        RecordSummary.Effect.INTERFACE_DOWN, Keys.iaInterface(fact.ia(), fact.interfaceId()));
    return new Applied.InterfaceDown(offset, fact.ia(), fact.interfaceId(), laterMs);
  }
}
