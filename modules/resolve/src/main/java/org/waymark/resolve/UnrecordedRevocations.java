package org.waymark.resolve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.pcollections.TreePMap;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.RevocationTolerance;
import org.waymark.store.view.StoredRevocation;

/**
 * Proven revocations that are not recorded yet. They kill segments according to the rules of apply.
 * Immutable: adding or removing a revocation returns a new object that shares nearly all of its
 * content with this one.
 *
 * <p>The revocations are indexed by interface, because every segment of an answer is checked
 * against them.
 */
public final class UnrecordedRevocations {
  /** The empty set of revocations. */
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
   * Creates an object with the given revocations.
   *
   * @param proven one row for each side on which a revocation is proven
   */
  public static UnrecordedRevocations of(Collection<StoredRevocation> proven) {
    UnrecordedRevocations these = NONE;
    for (StoredRevocation row : proven) {
      these = these.with(row);
    }
    return these;
  }

  /** {@return a copy with one more revocation, for a side on which it is proven} */
  public UnrecordedRevocations with(StoredRevocation row) {
    Interface key = Interface.of(row);
    List<StoredRevocation> all = new ArrayList<>(of(key));
    all.add(row);
    return new UnrecordedRevocations(rows.plus(key, List.copyOf(all)));
  }

  /** {@return a copy without the given revocation} */
  public UnrecordedRevocations without(StoredRevocation row) {
    Interface key = Interface.of(row);
    List<StoredRevocation> all = new ArrayList<>(of(key));
    all.remove(row);
    return new UnrecordedRevocations(
        all.isEmpty() ? rows.minus(key) : rows.plus(key, List.copyOf(all)));
  }

  /** {@return whether there are no revocations} */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** {@return the revocations of the interface} */
  public List<StoredRevocation> of(IsdAs ia, long interfaceId) {
    return of(new Interface(ia, interfaceId));
  }

  private List<StoredRevocation> of(Interface key) {
    return rows.getOrDefault(key, List.of());
  }

  /**
   * {@return whether one of the revocations kills the segment}
   *
   * @param recordTimeMs the record time of the segment, or its time of receipt if it is not
   *     recorded, in Unix milliseconds
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
                    && RevocationTolerance.kills(
                        row.side(),
                        row.revocation().window(),
                        row.revocation().treeTtlS(),
                        row.expiryMs(),
                        segment.timestampS(),
                        recordTimeMs));
  }
}
