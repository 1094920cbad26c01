package org.waymark.resolve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.RevocationGuard;
import org.waymark.store.StoredRevocation;

/**
 * Proven revocations that no record holds yet. They kill by the rules of apply. Immutable.
 *
 * <p>Found by interface, since every segment of an answer is held against them.
 */
public final class UnrecordedRevocations {
  /** None. */
  public static final UnrecordedRevocations NONE = new UnrecordedRevocations(List.of());

  private final Map<Interface, List<StoredRevocation>> rows = new HashMap<>();

  private record Interface(IsdAs ia, long id) {}

  /**
   * @param proven one for each half that proves
   */
  public UnrecordedRevocations(Collection<StoredRevocation> proven) {
    for (StoredRevocation row : proven) {
      rows.computeIfAbsent(
              new Interface(row.revocation().ia(), row.revocation().interfaceId()),
              key -> new ArrayList<>())
          .add(row);
    }
  }

  /** {@return whether there is none} */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** {@return those of the interface} */
  public List<StoredRevocation> of(IsdAs ia, long interfaceId) {
    return rows.getOrDefault(new Interface(ia, interfaceId), List.of());
  }

  /**
   * {@return whether one of them kills the segment}
   *
   * @param recordTimeMs of the segment, Unix milliseconds; when it was received, if no record holds
   *     it
   */
  public boolean kill(PathSegment segment, long recordTimeMs) {
    if (rows.isEmpty()) {
      return false;
    }
    return segment.hops().stream()
        .anyMatch(
            hop ->
                kills(hop, hop.ingress(), segment, recordTimeMs)
                    || kills(hop, hop.egress(), segment, recordTimeMs));
  }

  private boolean kills(Hop hop, long interfaceId, PathSegment segment, long recordTimeMs) {
    return of(hop.ia(), interfaceId).stream()
        .anyMatch(
            row ->
                row.connectedRoot().equals(hop.root())
                    && recordTimeMs < row.expiryMs()
                    && RevocationGuard.allows(
                        row.half(),
                        row.revocation().window(),
                        row.revocation().treeTtlS(),
                        segment.timestampS(),
                        recordTimeMs));
  }
}
