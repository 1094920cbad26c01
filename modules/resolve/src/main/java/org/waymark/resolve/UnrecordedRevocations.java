package org.waymark.resolve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.pcollections.TreePMap;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.ProofWindow;
import org.waymark.store.StoredRevocation;

/**
 * Proven revocations that no record holds yet. They kill by the rules of apply. Immutable: with one
 * more or less they are others, which share nearly everything.
 *
 * <p>Found by interface, since every segment of an answer is held against them.
 */
public final class UnrecordedRevocations {
  /** None. */
  public static final UnrecordedRevocations NONE =
      new UnrecordedRevocations(
          TreePMap.empty(Comparator.comparing(Interface::ia).thenComparing(Interface::id)));

  private final TreePMap<Interface, List<StoredRevocation>> rows;

  private record Interface(IsdAs ia, long id) {
    static Interface of(StoredRevocation row) {
      return new Interface(row.revocation().ia(), row.revocation().interfaceId());
    }
  }

  private UnrecordedRevocations(TreePMap<Interface, List<StoredRevocation>> rows) {
    this.rows = rows;
  }

  /**
   * {@return these revocations}
   *
   * @param proven one for each half that proves
   */
  public static UnrecordedRevocations of(Collection<StoredRevocation> proven) {
    UnrecordedRevocations these = NONE;
    for (StoredRevocation row : proven) {
      these = these.with(row);
    }
    return these;
  }

  /** {@return these and one more, for a half that proves} */
  public UnrecordedRevocations with(StoredRevocation row) {
    Interface key = Interface.of(row);
    List<StoredRevocation> all = new ArrayList<>(of(key));
    all.add(row);
    return new UnrecordedRevocations(rows.plus(key, List.copyOf(all)));
  }

  /** {@return these without one} */
  public UnrecordedRevocations without(StoredRevocation row) {
    Interface key = Interface.of(row);
    List<StoredRevocation> all = new ArrayList<>(of(key));
    all.remove(row);
    return new UnrecordedRevocations(
        all.isEmpty() ? rows.minus(key) : rows.plus(key, List.copyOf(all)));
  }

  /** {@return whether there is none} */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** {@return those of the interface} */
  public List<StoredRevocation> of(IsdAs ia, long interfaceId) {
    return of(new Interface(ia, interfaceId));
  }

  private List<StoredRevocation> of(Interface key) {
    return rows.getOrDefault(key, List.of());
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
                    && ProofWindow.allows(
                        row.side(),
                        row.revocation().window(),
                        row.revocation().treeTtlS(),
                        segment.timestampS(),
                        recordTimeMs));
  }
}
