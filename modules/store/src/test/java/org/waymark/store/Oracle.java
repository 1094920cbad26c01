package org.waymark.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.TreeSet;
import org.waymark.segment.ByteString;
import org.waymark.segment.Hop;
import org.waymark.segment.Revocation;
import org.waymark.segment.TreeTtls;
import org.waymark.store.OracleState.BlockRow;
import org.waymark.store.OracleState.InterfaceDownRow;
import org.waymark.store.OracleState.QuarantineRow;
import org.waymark.store.OracleState.RevocationRow;
import org.waymark.store.OracleState.Version;

/**
 * Applies events exactly as the written rules say, with lists and loops, no indexes, and nothing
 * incremental. Tests compare the store with the oracle record by record.
 *
 * <p>Not thread-safe.
 */
final class Oracle {
  private static final long SECOND_MS = 1_000;
  private static final long MINUTE_MS = 60_000;
  private static final long HOUR_MS = 3_600_000;
  private static final long DAY_MS = 24 * HOUR_MS;

  private final long aheadMs;
  private final TreeTtls treeTtls;
  private final OracleState state;

  Oracle(long aheadMs, TreeTtls treeTtls) {
    this(aheadMs, treeTtls, new OracleState());
  }

  private Oracle(long aheadMs, TreeTtls treeTtls, OracleState state) {
    this.aheadMs = aheadMs;
    this.treeTtls = treeTtls;
    this.state = state;
  }

  /** {@return an independent copy in the same state} */
  Oracle copy() {
    return new Oracle(aheadMs, treeTtls, state.copy());
  }

  OracleState state() {
    return state;
  }

  OracleOutcome apply(long offset, long recordTimeMs, OracleFact fact) {
    return switch (fact) {
      case OracleFact.Segment segment -> segment(new Version(segment, recordTimeMs, offset));
      case OracleFact.Revocation revocation -> revocation(revocation, recordTimeMs, offset);
      case OracleFact.Tick tick -> tick(tick.tMs(), recordTimeMs);
      case OracleFact.Block block -> block(block, recordTimeMs);
      case OracleFact.InterfaceDown down -> interfaceDown(down, recordTimeMs);
      case OracleFact.Poison poison -> poison(offset, recordTimeMs, poison.reasonCode());
    };
  }

  private OracleOutcome segment(Version v) {
    if (v.fact().timestampS() * SECOND_MS > v.recordTimeMs() + aheadMs) {
      return poison(v.offset(), v.recordTimeMs(), OracleReason.SEGMENT_IN_FUTURE.code());
    }
    if (v.endMs() <= v.recordTimeMs()) {
      return poison(v.offset(), v.recordTimeMs(), OracleReason.SEGMENT_ENDED.code());
    }
    if (v.endMs() <= state.lastTickMs) {
      return poison(v.offset(), v.recordTimeMs(), OracleReason.SEGMENT_BEFORE_TICK.code());
    }
    Version stored = null;
    for (Version s : state.segments) {
      if (s.sameKey(v.fact())) {
        stored = s;
      }
    }
    if (stored != null && stored.fact().expiryS() > v.fact().expiryS()) {
      return new OracleOutcome.Ignored(stored.offset());
    }
    TreeSet<Long> killers = new TreeSet<>();
    for (RevocationRow r : state.revocations) {
      if (kills(r, v)) {
        killers.add(r.offset());
      }
    }
    if (!killers.isEmpty()) {
      return new OracleOutcome.KilledOnArrival(killers);
    }
    state.segments.add(v);
    if (stored == null) {
      return new OracleOutcome.Added();
    }
    state.segments.remove(stored);
    return new OracleOutcome.Replaced(stored.offset());
  }

  private OracleOutcome revocation(OracleFact.Revocation fact, long recordTimeMs, long offset) {
    Revocation r = fact.content();
    OracleReason fault = fault(r, recordTimeMs);
    if (fault != null) {
      return poison(offset, recordTimeMs, fault.code());
    }
    ByteString root = treeRoot(r);
    boolean known = true;
    TreeSet<String> killed = new TreeSet<>();
    for (int side : new int[] {OracleHalf.PREVIOUS, OracleHalf.NEXT}) {
      ByteString connected =
          side == OracleHalf.PREVIOUS ? sha256(r.prevRoot(), root) : sha256(root, r.nextRoot());
      RevocationRow row =
          new RevocationRow(
              r.ia(),
              r.interfaceId(),
              connected,
              side,
              r.treeTtlS(),
              r.epoch() * 10 / r.treeTtlS(),
              expiryMs(r),
              offset,
              fact.bytes());
      RevocationRow old = null;
      for (RevocationRow other : state.revocations) {
        if (other.sameKey(row)) {
          old = other;
        }
      }
      if (old != null && old.expiryMs() >= row.expiryMs()) {
        continue;
      }
      known = false;
      state.revocations.remove(old);
      state.revocations.add(row);
      for (Version v : List.copyOf(state.segments)) {
        if (kills(row, v)) {
          state.segments.remove(v);
          killed.add(keyText(v.fact()));
        }
      }
    }
    return known ? new OracleOutcome.RevocationKnown() : new OracleOutcome.Revoked(killed);
  }

  /** {@return the first check that fails, in the order of the reason codes} */
  private OracleReason fault(Revocation r, long recordTimeMs) {
    if (r.interfaceId() <= 0) {
      return OracleReason.REVOCATION_INTERFACE;
    }
    if (r.hashType() != 0) {
      return OracleReason.REVOCATION_HASH_TYPE;
    }
    if (r.treeTtlS() != treeTtls.of(r.ia())) {
      return OracleReason.REVOCATION_TREE_TTL;
    }
    if (r.epoch() < 0 || r.epoch() >= 1L << 40) {
      return OracleReason.REVOCATION_EPOCH;
    }
    long slots = r.treeTtlS() / 10;
    long position = 0;
    long weight = 1 % slots;
    for (Revocation.Sibling sibling : r.siblings()) {
      position = (position + (sibling.isLeft() ? weight : 0)) % slots;
      weight = weight * 2 % slots;
    }
    if (position != r.epoch() % slots) {
      return OracleReason.REVOCATION_LEAF_POSITION;
    }
    boolean tooEarly = recordTimeMs < r.epoch() * 10 * SECOND_MS - 10 * SECOND_MS;
    boolean tooLate = recordTimeMs >= expiryMs(r) + 10 * SECOND_MS;
    return tooEarly || tooLate ? OracleReason.REVOCATION_NOT_CURRENT : null;
  }

  private OracleOutcome tick(long tMs, long recordTimeMs) {
    long cut = Math.min(tMs, recordTimeMs - HOUR_MS);
    if (cut <= state.lastTickMs || cut - cut % MINUTE_MS <= state.lastTickMs) {
      return new OracleOutcome.TickIdle();
    }
    state.lastTickMs = cut - cut % MINUTE_MS;
    int before = state.rowCount();
    state.segments.removeIf(v -> v.endMs() <= state.lastTickMs);
    state.revocations.removeIf(r -> r.expiryMs() + DAY_MS + aheadMs <= state.lastTickMs);
    state.interfacesDown.removeIf(d -> d.endMs() <= state.lastTickMs);
    state.blocks.removeIf(b -> b.endMs() <= state.lastTickMs);
    state.quarantine.removeIf(q -> q.recordTimeMs() + DAY_MS <= state.lastTickMs);
    return new OracleOutcome.Ticked(before - state.rowCount());
  }

  private OracleOutcome block(OracleFact.Block fact, long recordTimeMs) {
    state.blocks.removeIf(b -> b.subject().equals(fact.subject()));
    long end = Math.min(fact.endMs(), recordTimeMs + DAY_MS);
    state.blocks.add(new BlockRow(fact.subject(), end, fact.reason()));
    return new OracleOutcome.Blocked();
  }

  private OracleOutcome interfaceDown(OracleFact.InterfaceDown fact, long recordTimeMs) {
    long end = Math.min(fact.endMs(), recordTimeMs + HOUR_MS);
    for (InterfaceDownRow d : List.copyOf(state.interfacesDown)) {
      if (d.ia().equals(fact.ia()) && d.interfaceId() == fact.interfaceId()) {
        end = Math.max(end, d.endMs());
        state.interfacesDown.remove(d);
      }
    }
    state.interfacesDown.add(new InterfaceDownRow(fact.ia(), fact.interfaceId(), end));
    return new OracleOutcome.InterfaceDown();
  }

  private OracleOutcome poison(long offset, long recordTimeMs, int reasonCode) {
    state.quarantine.add(new QuarantineRow(offset, recordTimeMs, reasonCode));
    return new OracleOutcome.Quarantined(reasonCode);
  }

  private static boolean kills(RevocationRow r, Version v) {
    if (v.recordTimeMs() >= r.expiryMs() || !guard(r, v)) {
      return false;
    }
    for (Hop hop : v.fact().hops()) {
      boolean uses = hop.ingress() == r.interfaceId() || hop.egress() == r.interfaceId();
      if (hop.ia().equals(r.ia()) && uses && hop.root().equals(r.connectedRoot())) {
        return true;
      }
    }
    return false;
  }

  private static boolean guard(RevocationRow r, Version v) {
    long ttlMs = r.treeTtlS() * SECOND_MS;
    long timestampMs = v.fact().timestampS() * SECOND_MS;
    long from = Math.min(timestampMs, v.recordTimeMs()) - 5 * SECOND_MS;
    long to = Math.max(timestampMs, v.recordTimeMs()) + 5 * SECOND_MS;
    long window = r.side() == OracleHalf.NEXT ? r.window() : r.window() - 1;
    return Math.floorDiv(from, ttlMs) <= window && window <= Math.floorDiv(to, ttlMs);
  }

  private static String keyText(OracleFact.Segment fact) {
    return fact.format() + "/" + fact.type().number() + "/" + fact.id().hex();
  }

  private static long expiryMs(Revocation r) {
    return (r.epoch() + 1) * 10 * SECOND_MS + 2 * SECOND_MS;
  }

  private static ByteString treeRoot(Revocation r) {
    ByteString leaf =
        new org.waymark.segment.Sha256()
            .addLong(r.interfaceId())
            .addLong(r.epoch() % (r.treeTtlS() / 10))
            .add(r.nonce())
            .digest();
    ByteString hash = leaf;
    for (Revocation.Sibling sibling : r.siblings()) {
      hash = sibling.isLeft() ? sha256(sibling.hash(), hash) : sha256(hash, sibling.hash());
    }
    return hash;
  }

  private static ByteString sha256(ByteString first, ByteString second) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(first.toBytes());
      digest.update(second.toBytes());
      return ByteString.owning(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
