package org.waymark.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.waymark.segment.ByteString;
import org.waymark.segment.Half;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.RevocationGuard;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.Sha256;
import org.waymark.wire.event.ReasonCode;

/**
 * Apply of {@code .events}, record by record, in offset order (APPLY): a pure function of the rows,
 * the last tick and the record's offset, record time and value. No clock, no capacities, and
 * nothing that fails on content. Not thread-safe.
 */
final class EventsApply {
  private static final long MINUTE_MS = TimeUnit.MINUTES.toMillis(1);
  private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);
  private static final long DAY_MS = TimeUnit.DAYS.toMillis(1);

  /** What the clocks of sender, replica and broker may differ by together. */
  private static final long REVOCATION_SLACK_MS = 10_000;

  private final ApplySettings settings;
  private final StateRows rows;
  private long lastTickMs;

  /**
   * @param rows the rows that the records before the first one left
   * @param lastTickMs the last tick among those records that counted, 0 for none
   */
  EventsApply(ApplySettings settings, StateRows rows, long lastTickMs) {
    this.settings = settings;
    this.rows = rows;
    this.lastTickMs = lastTickMs;
  }

  /** {@return the last tick that counted} */
  long lastTickMs() {
    return lastTickMs;
  }

  /** Applies the next record. */
  Applied apply(long offset, long recordTimeMs, Fact fact) {
    return switch (fact) {
      case Fact.Segment(PathSegment segment, var type) ->
          segment(new StoredSegment(segment, type, recordTimeMs, offset));
      case Fact.Revocation revocation -> revocation(offset, recordTimeMs, revocation);
      case Fact.Tick(long timeMs) -> tick(offset, recordTimeMs, timeMs);
      case Fact.Block block -> block(offset, recordTimeMs, block);
      case Fact.InterfaceDown down -> interfaceDown(offset, recordTimeMs, down);
      case Fact.Poison(ReasonCode reason) -> quarantine(offset, recordTimeMs, reason);
    };
  }

  private Applied quarantine(long offset, long recordTimeMs, ReasonCode reason) {
    rows.put(Family.QUARANTINE, new Row.Quarantine(offset, recordTimeMs, reason));
    return new Applied.Quarantined(offset, reason);
  }

  private Applied segment(StoredSegment version) {
    PathSegment segment = version.segment();
    long recordTimeMs = version.recordTimeMs();
    long offset = version.offset();
    if (segment.timestampS() * 1000 > Saturating.add(recordTimeMs, settings.aheadMs())) {
      return quarantine(offset, recordTimeMs, ReasonCode.TIMESTAMP_AHEAD);
    }
    if (segment.endMs() <= recordTimeMs) {
      return quarantine(offset, recordTimeMs, ReasonCode.ENDED);
    }
    if (segment.endMs() <= lastTickMs) {
      return quarantine(offset, recordTimeMs, ReasonCode.ENDED_BEFORE_TICK);
    }
    SegmentKey key = version.key();
    byte[] bytes = Keys.segment(key);
    Optional<SegmentValue> stored = rows.segment(bytes);
    if (stored.isPresent() && stored.get().expiryS() > segment.expiryS()) {
      return new Applied.Ignored(offset, key, stored.get().offset());
    }
    OptionalLong killer = killer(segment, recordTimeMs);
    if (killer.isPresent()) {
      // The stored version stays: a revocation that hits it too removed it when it came.
      return new Applied.KilledOnArrival(offset, key, killer.getAsLong());
    }
    SegmentValue value = SegmentValue.of(segment, recordTimeMs, offset);
    rows.putSegment(key, bytes, segment, value, stored);
    return stored.isPresent()
        ? new Applied.Replaced(offset, version, stored.get().offset())
        : new Applied.Added(offset, version);
  }

  /** {@return the offset of the first stored revocation, in the order of hops, that kills it} */
  private OptionalLong killer(PathSegment segment, long recordTimeMs) {
    for (Hop hop : segment.hops()) {
      if (hop.root().size() != Sha256.SIZE) {
        continue;
      }
      OptionalLong killer = killer(segment, recordTimeMs, hop, hop.ingress());
      if (killer.isEmpty() && hop.egress() != hop.ingress()) {
        killer = killer(segment, recordTimeMs, hop, hop.egress());
      }
      if (killer.isPresent()) {
        return killer;
      }
    }
    return OptionalLong.empty();
  }

  private OptionalLong killer(PathSegment segment, long recordTimeMs, Hop hop, long interfaceId) {
    if (interfaceId == 0) {
      return OptionalLong.empty();
    }
    List<Long> killers = new ArrayList<>(1);
    rows.reader()
        .scan(
            Family.REVOCATIONS,
            Keys.interfaceRoot(hop.ia(), interfaceId, hop.root()),
            (key, value) -> {
              Row.Revocation row = RowCodec.revocation(key, value);
              if (kills(row, segment.timestampS(), recordTimeMs)) {
                killers.add(row.offset());
              }
              return killers.isEmpty();
            });
    return killers.isEmpty() ? OptionalLong.empty() : OptionalLong.of(killers.getFirst());
  }

  private static boolean kills(Row.Revocation row, long timestampS, long recordTimeMs) {
    return recordTimeMs < row.expiryMs()
        && RevocationGuard.allows(
            row.half(), row.window(), row.treeTtlS(), timestampS, recordTimeMs);
  }

  private Applied revocation(long offset, long recordTimeMs, Fact.Revocation fact) {
    Optional<ReasonCode> refusal = refusal(fact.revocation(), recordTimeMs);
    if (refusal.isPresent()) {
      return quarantine(offset, recordTimeMs, refusal.get());
    }
    boolean known = true;
    List<SegmentVersion> killed = new ArrayList<>();
    for (Half half : Half.values()) {
      Row.Revocation row = row(fact, half, offset);
      Optional<byte[]> stored = rows.reader().get(Family.REVOCATIONS, RowCodec.key(row));
      if (stored.isPresent() && Keys.number(stored.get()) >= row.expiryMs()) {
        continue;
      }
      known = false;
      rows.put(Family.REVOCATIONS, row);
      kill(row, killed);
    }
    return known
        ? new Applied.RevocationKnown(offset)
        : new Applied.Revoked(
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
    boolean current =
        revocation.epochStartMs() - REVOCATION_SLACK_MS <= recordTimeMs
            && recordTimeMs < revocation.expiryMs() + REVOCATION_SLACK_MS;
    return current ? Optional.empty() : Optional.of(ReasonCode.NOT_CURRENT);
  }

  private static Row.Revocation row(Fact.Revocation fact, Half half, long offset) {
    Revocation revocation = fact.revocation();
    return new Row.Revocation(
        revocation.ia(),
        revocation.interfaceId(),
        revocation.connectedRoot(half),
        half,
        revocation.treeTtlS(),
        revocation.window(),
        revocation.expiryMs(),
        offset,
        fact.format(),
        fact.bytes());
  }

  private void kill(Row.Revocation row, List<SegmentVersion> killed) {
    for (byte[] key : users(row.ia(), row.interfaceId(), row.connectedRoot())) {
      SegmentValue version = rows.segment(key).orElseThrow(() -> dangling(key));
      if (kills(row, version.timestampS(), version.recordTimeMs())) {
        rows.removeSegment(key, version);
        killed.add(new SegmentVersion(Keys.segment(key), version.offset()));
      }
    }
  }

  /** {@return the keys of the versions whose path uses the interface under the root} */
  private List<byte[]> users(IsdAs ia, long interfaceId, ByteString root) {
    List<byte[]> users = new ArrayList<>();
    rows.reader()
        .scan(
            Family.BY_INTERFACE,
            Keys.interfaceRoot(ia, interfaceId, root),
            (key, role) -> {
              if (StateRows.isOfPath(role)) {
                users.add(Keys.segmentOfInterface(key));
              }
              return true;
            });
    return users;
  }

  private Applied tick(long offset, long recordTimeMs, long timeMs) {
    // Cut by the leader's clock: neither one wrong replica nor one wrong leader removes living
    // rows.
    long cutMs = Math.min(timeMs, Saturating.subtract(recordTimeMs, HOUR_MS));
    // Rounding only makes it earlier, and would overflow far below.
    if (cutMs <= lastTickMs) {
      return new Applied.TickIdle(offset);
    }
    long tickMs = cutMs - Math.floorMod(cutMs, MINUTE_MS);
    if (tickMs <= lastTickMs) {
      return new Applied.TickIdle(offset);
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
    return new Applied.Ticked(offset, tickMs, ended.size(), versions);
  }

  private void remove(Family family, byte[] key, List<SegmentVersion> versions) {
    if (family != Family.SEGMENTS) {
      rows.remove(family, key);
      return;
    }
    SegmentValue version = rows.segment(key).orElseThrow(() -> dangling(key));
    rows.removeSegment(key, version);
    versions.add(new SegmentVersion(Keys.segment(key), version.offset()));
  }

  private static StoreException dangling(byte[] key) {
    return new StoreException.Unavailable("an index of no segment " + ByteString.of(key));
  }

  private Applied block(long offset, long recordTimeMs, Fact.Block fact) {
    long endMs = Math.min(fact.endMs(), Saturating.add(recordTimeMs, DAY_MS));
    rows.put(Family.BLOCKS, new Row.Block(fact.subject(), endMs, fact.reason()));
    return new Applied.Blocked(offset, fact.subject(), endMs);
  }

  private Applied interfaceDown(long offset, long recordTimeMs, Fact.InterfaceDown fact) {
    long endMs = Math.min(fact.endMs(), Saturating.add(recordTimeMs, HOUR_MS));
    long laterMs =
        rows.reader()
            .get(Family.INTERFACE_DOWN, Keys.iaInterface(fact.ia(), fact.interfaceId()))
            .map(stored -> Math.max(Keys.number(stored), endMs))
            .orElse(endMs);
    rows.put(Family.INTERFACE_DOWN, new Row.InterfaceDown(fact.ia(), fact.interfaceId(), laterMs));
    return new Applied.InterfaceDown(offset, fact.ia(), fact.interfaceId(), laterMs);
  }
}
