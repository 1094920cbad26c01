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
import org.waymark.store.SegmentQuery;
import org.waymark.store.StoredSegment;

/**
 * Verified segments that no record holds yet. Immutable: with one more or less they are others,
 * which share nearly everything.
 *
 * <p>Found by their ends as in the store, so that who asks pays for what he asks for and not for
 * all that is held.
 */
public final class UnrecordedSegments {
  /** None. */
  public static final UnrecordedSegments NONE =
      new UnrecordedSegments(TreePMap.empty(Place.ORDER), TreePMap.empty(Place.ORDER));

  /** The versions of a path by the AS it starts at, each list in the order of arrival. */
  private final TreePMap<Place, List<StoredSegment>> byFirst;

  /** The same by the AS it ends at. */
  private final TreePMap<Place, List<StoredSegment>> byLast;

  private record Place(IsdAs near, IsdAs far, SegmentKey path) {
    static final Comparator<Place> ORDER =
        Comparator.comparing(Place::near).thenComparing(Place::far).thenComparing(Place::path);

    /** No other path comes before it. */
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

  /** {@return these segments, in the order in which they came} */
  public static UnrecordedSegments of(Collection<StoredSegment> all) {
    UnrecordedSegments these = NONE;
    for (StoredSegment one : all) {
      these = these.with(one);
    }
    return these;
  }

  /** {@return these and one that came later} */
  public UnrecordedSegments with(StoredSegment one) {
    List<StoredSegment> versions = new ArrayList<>(versions(one));
    versions.add(one);
    return with(one, List.copyOf(versions));
  }

  /** {@return these without one} */
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

  /** {@return whether there is none} */
  public boolean isEmpty() {
    return byFirst.isEmpty();
  }

  /** {@return those with the ends asked for, versions of a path in the order of arrival} */
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
      path.getValue().stream().filter(query::matches).forEach(found::add);
    }
    return found;
  }

  /** A wildcard comes before every AS it stands for; one that is near leaves the far ends open. */
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
