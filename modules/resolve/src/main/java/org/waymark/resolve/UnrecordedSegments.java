package org.waymark.resolve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.pcollections.TreePMap;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;

/**
 * Verified segments that are not recorded yet. Immutable: adding or removing a segment returns a
 * new object that shares nearly all of its content with this one.
 *
 * <p>The segments are indexed by their ends, as in the store. The cost of a query therefore depends
 * on the number of matching segments, not on the total number of segments.
 */
public final class UnrecordedSegments {
  /** The empty set of segments. */
  public static final UnrecordedSegments NONE =
      new UnrecordedSegments(TreePMap.empty(Place.ORDER), TreePMap.empty(Place.ORDER));

  /**
   * The versions of each path, indexed by the AS at which the path starts; each list is in the
   * order of arrival.
   */
  private final TreePMap<Place, List<StoredSegment>> byFirst;

  /** The same versions, indexed by the AS at which the path ends. */
  private final TreePMap<Place, List<StoredSegment>> byLast;

  private record Place(IsdAs near, IsdAs far, SegmentKey path) {
    static final Comparator<Place> ORDER =
        Comparator.comparing(Place::near).thenComparing(Place::far).thenComparing(Place::path);

    /** A key that sorts before the keys of all paths. */
    static final SegmentKey LEAST_PATH =
        new SegmentKey(
            SegmentFormat.values()[0],
            SegmentType.values()[0],
            new SegmentId(ByteString.owning(new byte[SegmentId.SIZE])));

    static Place byFirst(StoredSegment one) {
      return new Place(one.segment().firstIa(), one.segment().lastIa(), one.key());
    }

    static Place byLast(StoredSegment one) {
      return new Place(one.segment().lastIa(), one.segment().firstIa(), one.key());
    }
  }

  private UnrecordedSegments(
      TreePMap<Place, List<StoredSegment>> byFirst, TreePMap<Place, List<StoredSegment>> byLast) {
    this.byFirst = byFirst;
    this.byLast = byLast;
  }

  /** Creates an object with the given segments, in the order in which they arrived. */
  public static UnrecordedSegments of(Collection<StoredSegment> all) {
    UnrecordedSegments these = NONE;
    for (StoredSegment one : all) {
      these = these.with(one);
    }
    return these;
  }

  /** {@return a copy with one more segment, which arrived later} */
  public UnrecordedSegments with(StoredSegment one) {
    List<StoredSegment> versions = new ArrayList<>(versions(one));
    versions.add(one);
    return with(one, List.copyOf(versions));
  }

  /** {@return a copy without the given segment} */
  public UnrecordedSegments without(StoredSegment one) {
    List<StoredSegment> versions = new ArrayList<>(versions(one));
    versions.remove(one);
    return versions.isEmpty()
        ? new UnrecordedSegments(byFirst.minus(Place.byFirst(one)), byLast.minus(Place.byLast(one)))
        : with(one, List.copyOf(versions));
  }

  private List<StoredSegment> versions(StoredSegment one) {
    return byFirst.getOrDefault(Place.byFirst(one), List.of());
  }

  private UnrecordedSegments with(StoredSegment one, List<StoredSegment> versions) {
    return new UnrecordedSegments(
        byFirst.plus(Place.byFirst(one), versions), byLast.plus(Place.byLast(one), versions));
  }

  /** {@return whether there are no segments} */
  public boolean isEmpty() {
    return byFirst.isEmpty();
  }

  /**
   * {@return the segments that match the query, with the versions of each path in the order of
   * arrival}
   */
  public List<StoredSegment> of(SegmentQuery query) {
    List<StoredSegment> found = new ArrayList<>();
    boolean startsNear = !query.first().isWildcard() || query.last().isWildcard();
    IsdAs near = startsNear ? query.first() : query.last();
    IsdAs far = startsNear ? query.last() : query.first();
    TreePMap<Place, List<StoredSegment>> index = startsNear ? byFirst : byLast;
    for (Map.Entry<Place, List<StoredSegment>> path : index.tailMap(start(near, far)).entrySet()) {
      if (!isInRange(near, far, path.getKey())) {
        break;
      }
      path.getValue().stream().filter(stored -> stored.matches(query)).forEach(found::add);
    }
    return found;
  }

  /**
   * {@return the key at which a scan for the two ends starts} A wildcard sorts before every AS that
   * it matches. If the first end of the index is a wildcard, the second end is left open.
   */
  private static Place start(IsdAs near, IsdAs far) {
    return new Place(near, near.isWildcard() ? IsdAs.NONE : far, Place.LEAST_PATH);
  }

  private static boolean isInRange(IsdAs near, IsdAs far, Place place) {
    return matches(near, place.near()) && (near.isWildcard() || matches(far, place.far()));
  }

  private static boolean matches(IsdAs asked, IsdAs ia) {
    return asked.equals(IsdAs.NONE)
        || (asked.isWildcard() ? ia.isd() == asked.isd() : ia.equals(asked));
  }
}
