package org.waymark.resolve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
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
      new UnrecordedSegments(SharingMap.empty(Place.ORDER), SharingMap.empty(Place.ORDER));

  /** The versions of a path by the AS it starts at, each list in the order of arrival. */
  private final SharingMap<Place, List<StoredSegment>> byFirst;

  /** The same by the AS it ends at. */
  private final SharingMap<Place, List<StoredSegment>> byLast;

  private record Place(IsdAs near, IsdAs far, SegmentKey path) {
    static final Comparator<Place> ORDER =
        Comparator.comparing(Place::near).thenComparing(Place::far).thenComparing(Place::path);

    static Place byFirst(StoredSegment one) {
      return new Place(one.segment().firstIa(), one.segment().lastIa(), one.key());
    }

    static Place byLast(StoredSegment one) {
      return new Place(one.segment().lastIa(), one.segment().firstIa(), one.key());
    }
  }

  private UnrecordedSegments(
      SharingMap<Place, List<StoredSegment>> byFirst,
      SharingMap<Place, List<StoredSegment>> byLast) {
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
        ? new UnrecordedSegments(
            byFirst.without(Place.byFirst(one)), byLast.without(Place.byLast(one)))
        : with(one, List.copyOf(versions));
  }

  private List<StoredSegment> versions(StoredSegment one) {
    return byFirst.get(Place.byFirst(one)).orElse(List.of());
  }

  private UnrecordedSegments with(StoredSegment one, List<StoredSegment> versions) {
    return new UnrecordedSegments(
        byFirst.with(Place.byFirst(one), versions), byLast.with(Place.byLast(one), versions));
  }

  /** {@return whether there is none} */
  public boolean isEmpty() {
    return byFirst.isEmpty();
  }

  /** {@return those with the ends asked for, versions of a path in the order of arrival} */
  public List<StoredSegment> of(SegmentQuery query) {
    List<StoredSegment> found = new ArrayList<>();
    boolean startsNear = !query.first().isWildcard() || query.last().isWildcard();
    SharingMap<Place, List<StoredSegment>> index = startsNear ? byFirst : byLast;
    index.range(
        startsNear ? range(query.first(), query.last()) : range(query.last(), query.first()),
        versions -> versions.stream().filter(query::matches).forEach(found::add));
    return found;
  }

  /** A wildcard near end makes a range of its own, in which the far ends are in no order. */
  private static ToIntFunction<Place> range(IsdAs near, IsdAs far) {
    return place -> {
      int itsPosition = position(near, place.near());
      return itsPosition == 0 && !near.isWildcard() ? position(far, place.far()) : itsPosition;
    };
  }

  private static int position(IsdAs asked, IsdAs ia) {
    if (asked.equals(IsdAs.NONE)) {
      return 0;
    }
    return asked.isWildcard() ? Integer.compare(ia.isd(), asked.isd()) : ia.compareTo(asked);
  }
}
