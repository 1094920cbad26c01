package org.waymark.store.apply;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.waymark.segment.ByteString;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.segment.RevocationTolerance;
import org.waymark.segment.Sha256;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Row;
import org.waymark.store.row.RowCodec;
import org.waymark.store.row.RowReader;
import org.waymark.store.row.SegmentValue;
import org.waymark.store.row.StoreException;

/**
 * Decides which revocations match which segments, and which segments they kill (APPLY). Apply uses
 * this class, and so do the checks that predict, before an append, what apply would do.
 */
public final class RevocationEffects {
  private final RowReader rows;

  public RevocationEffects(RowReader rows) {
    this.rows = rows;
  }

  /** {@return whether the revocation kills a version with this timestamp and record time} */
  static boolean kills(Row.Revocation row, long timestampS, long recordTimeMs) {
    return RevocationTolerance.kills(
        row.side(), row.window(), row.treeTtlS(), row.expiryMs(), timestampS, recordTimeMs);
  }

  /**
   * Finds the first stored revocation, in the order of hops, that would kill the segment on
   * arrival.
   *
   * @return its offset
   */
  public OptionalLong killer(PathSegment segment, long recordTimeMs) {
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
    rows.scan(
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

  /** {@return the keys of the stored versions whose path uses the interface with the given root} */
  List<byte[]> pathUsers(IsdAs ia, long interfaceId, ByteString root) {
    List<byte[]> users = new ArrayList<>();
    rows.scan(
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

  /**
   * {@return the sides on which the revocation matches a version that is stored or was killed
   * within the horizon}
   */
  public ProvingSides proving(Revocation revocation) {
    Set<ProofSide> stored = EnumSet.noneOf(ProofSide.class);
    Set<ProofSide> killed = EnumSet.noneOf(ProofSide.class);
    for (ProofSide side : ProofSide.values()) {
      if (provesStored(revocation, revocation.interfaceId(), side)) {
        stored.add(side);
      } else if (provesKilled(revocation, side)) {
        killed.add(side);
      }
    }
    return new ProvingSides(stored, killed);
  }

  /**
   * {@return whether the revocation matches, on the given side, a stored version whose entry for
   * the AS names the interface}
   *
   * @param interfaceId an interface of the AS, which need not be the revoked one
   */
  public boolean provesStored(Revocation revocation, long interfaceId, ProofSide side) {
    boolean[] proves = {false};
    rows.scan(
        Family.BY_INTERFACE,
        Keys.interfaceRoot(revocation.ia(), interfaceId, revocation.connectedRoot(side)),
        (key, role) -> {
          SegmentValue version =
              rows.get(Family.SEGMENTS, Keys.segmentOfInterface(key))
                  .map(SegmentValue::new)
                  .orElseThrow(() -> dangling(key));
          proves[0] =
              RevocationTolerance.proves(
                  side,
                  revocation.window(),
                  revocation.treeTtlS(),
                  version.timestampS(),
                  version.recordTimeMs());
          return !proves[0];
        });
    return proves[0];
  }

  /**
   * Checks whether the revocation would have matched a killed version on the given side. A killed
   * version leaves no row, but the revocation that killed it is still stored, and that revocation
   * must have matched the same root.
   */
  private boolean provesKilled(Revocation revocation, ProofSide side) {
    long madeIn = RevocationTolerance.windowOfEntry(side, revocation.window());
    boolean[] proves = {false};
    rows.scan(
        Family.REVOCATIONS,
        Keys.interfaceRoot(
            revocation.ia(), revocation.interfaceId(), revocation.connectedRoot(side)),
        (key, value) -> {
          Row.Revocation row = RowCodec.revocation(key, value);
          proves[0] = RevocationTolerance.windowOfEntry(row.side(), row.window()) == madeIn;
          return !proves[0];
        });
    return proves[0];
  }

  /**
   * {@return whether the revocation would change nothing because each of the sides is already
   * covered by a stored revocation that expires at the same time or later}
   */
  public boolean holds(Revocation revocation, Set<ProofSide> sides) {
    for (ProofSide side : sides) {
      Optional<byte[]> stored =
          rows.get(
              Family.REVOCATIONS,
              Keys.revocation(
                  revocation.ia(),
                  revocation.interfaceId(),
                  revocation.connectedRoot(side),
                  side,
                  revocation.treeTtlS(),
                  revocation.window()));
      if (stored.isEmpty() || Keys.number(stored.get()) < revocation.expiryMs()) {
        return false;
      }
    }
    return true;
  }

  /** Creates the exception for an index entry whose segment is missing. */
  public static StoreException dangling(byte[] key) {
    return new StoreException.Unavailable("no segment for index entry " + ByteString.of(key));
  }
}
