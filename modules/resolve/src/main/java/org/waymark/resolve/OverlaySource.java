package org.waymark.resolve;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentKey;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;
import org.waymark.store.view.StoredRevocation;

/**
 * The state of a store, overlaid with verified segments and proven revocations that are not
 * recorded yet. The rules of apply hold for the overlay, with the time of receipt taken as the
 * record time:
 *
 * <ul>
 *   <li>An overlaid segment replaces the stored version of its path, unless that version expires
 *       later.
 *   <li>An overlaid segment is left out if a stored or overlaid revocation kills it, or if it
 *       expired before the last tick.
 *   <li>A stored segment is left out if an overlaid revocation kills it.
 *   <li>Blocks and everything else that hides stored segments also hide overlaid segments.
 * </ul>
 */
public final class OverlaySource implements SegmentSource {
  private final ReadView view;
  private final SegmentSource stored;
  private final UnrecordedRevocations revocations;

  /** The overlaid segments in order of arrival. The segments of a later element arrived later. */
  private final List<UnrecordedSegments> unrecorded;

  /** Caches whether apply would store each segment. */
  private final Map<SegmentKey, Boolean> standing = new LinkedHashMap<>();

  /**
   * @param view a view of the store, which its owner closes
   * @param unrecorded verified segments; the segments of a later element arrived later
   */
  public OverlaySource(
      ReadView view, List<UnrecordedSegments> unrecorded, UnrecordedRevocations revocations) {
    this.view = view;
    this.unrecorded = List.copyOf(unrecorded);
    this.revocations = revocations;
    this.stored = new StoredSource(view);
  }

  /**
   * {@return the overlaid segments that match the query and that apply would store, one version per
   * path}
   */
  private List<StoredSegment> over(SegmentQuery query) {
    Map<SegmentKey, StoredSegment> newest = new LinkedHashMap<>();
    for (UnrecordedSegments some : unrecorded) {
      some.of(query)
          .forEach(one -> newest.merge(one.key(), one, OverlaySource::laterExpiryOrArrival));
    }
    return newest.values().stream().filter(this::stands).toList();
  }

  private static StoredSegment laterExpiryOrArrival(StoredSegment old, StoredSegment next) {
    return old.segment().expiryS() > next.segment().expiryS() ? old : next;
  }

  @Override
  public List<StoredSegment> segments(SegmentQuery query, long clockMs, int limit) {
    List<StoredSegment> over = over(query);
    if (over.isEmpty()) {
      return storedAlive(query, clockMs, limit);
    }
    Set<SegmentKey> replaced = new HashSet<>();
    over.forEach(one -> replaced.add(one.key()));
    List<StoredSegment> merged = new ArrayList<>();
    // The query asks for more segments than the limit, because each overlaid segment may replace
    // one of the stored segments.
    for (StoredSegment one : storedAlive(query, clockMs, limit + over.size())) {
      if (!replaced.contains(one.key())) {
        merged.add(one);
      }
    }
    long nowMs = Math.max(clockMs, view.lastTickMs());
    for (StoredSegment one : over) {
      if (one.segment().endMs() > nowMs && !view.hides(one.segment(), clockMs)) {
        merged.add(one);
      }
    }
    merged.sort(StoredSegment.BEST_FIRST);
    return List.copyOf(merged.subList(0, Math.min(limit, merged.size())));
  }

  @Override
  public List<IsdAs> firstAses(SegmentQuery query, long clockMs) {
    Set<IsdAs> firstAses = new LinkedHashSet<>(stored.firstAses(query, clockMs));
    over(query).forEach(one -> firstAses.add(one.segment().firstIa()));
    return List.copyOf(firstAses);
  }

  /** {@return the stored segments that no overlaid revocation kills} */
  private List<StoredSegment> storedAlive(SegmentQuery query, long clockMs, int limit) {
    if (revocations.isEmpty()) {
      return stored.segments(query, clockMs, limit);
    }
    int asked = limit;
    while (true) {
      List<StoredSegment> found = stored.segments(query, clockMs, asked);
      List<StoredSegment> alive =
          found.stream()
              .filter(one -> !revocations.kill(one.segment(), one.recordTimeMs()))
              .limit(limit)
              .toList();
      if (alive.size() == limit || found.size() < asked) {
        return alive;
      }
      // Killed segments must not count towards the limit. The number cannot overflow, because it is
      // doubled only when the store found that many segments.
      asked *= 2;
    }
  }

  /**
   * Checks whether apply would store the segment. This is done only for segments that match a
   * query, because thousands may be unrecorded while the log is slow.
   */
  private boolean stands(StoredSegment one) {
    return standing.computeIfAbsent(one.key(), key -> wouldBeStored(one, key));
  }

  private boolean wouldBeStored(StoredSegment one, SegmentKey key) {
    PathSegment segment = one.segment();
    return segment.endMs() > Math.max(one.recordTimeMs(), view.lastTickMs())
        && view.version(key)
            .filter(old -> old.segment().expiryS() > segment.expiryS())
            .filter(old -> !revocations.kill(old.segment(), old.recordTimeMs()))
            .isEmpty()
        && view.killer(segment, one.recordTimeMs()).isEmpty()
        && !revocations.kill(segment, one.recordTimeMs());
  }

  @Override
  public List<StoredRevocation> revocations(IsdAs ia, long interfaceId) {
    List<StoredRevocation> over = revocations.of(ia, interfaceId);
    if (over.isEmpty()) {
      return stored.revocations(ia, interfaceId);
    }
    List<StoredRevocation> all = new ArrayList<>(over);
    all.addAll(stored.revocations(ia, interfaceId));
    return all;
  }

  @Override
  public boolean isCore(IsdAs ia) {
    return stored.isCore(ia);
  }
}
