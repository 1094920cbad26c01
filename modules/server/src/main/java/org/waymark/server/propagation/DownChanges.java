package org.waymark.server.propagation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.store.apply.Applied;
import org.waymark.store.row.SegmentVersion;
import org.waymark.store.row.StoredSegment;

/**
 * What applied records did to the own DOWN segments, on its way from the thread that applies to the
 * one that sends. Nobody waits: when more comes than it holds, it says that something was lost, and
 * the schedule is made anew from the store.
 *
 * <p>Safe for use by several threads.
 */
final class DownChanges {
  static final int MOST = 20_000;

  private final IsdAs own;
  private boolean noting;
  private boolean lost;
  private List<Change> changes = new ArrayList<>();

  /** What one record did to one path. */
  sealed interface Change {
    /** A version is stored. */
    record Stored(StoredSegment stored) implements Change {}

    /** A version is no longer stored. */
    record Gone(SegmentKey key, long offset) implements Change {}
  }

  /**
   * @param own the AS at which the segments start
   */
  DownChanges(IsdAs own) {
    this.own = own;
  }

  /** Begins to note, from an empty list; whatever is applied after the call is noted. */
  synchronized void begin() {
    noting = true;
    lost = false;
    changes = new ArrayList<>();
  }

  /** Stops noting. */
  synchronized void end() {
    noting = false;
    changes = new ArrayList<>();
  }

  /** Notes what a batch did. */
  synchronized void applied(List<Applied> batch) {
    if (!noting) {
      return;
    }
    for (Applied applied : batch) {
      switch (applied) {
        case Applied.Added added -> stored(added.stored());
        case Applied.Replaced replaced -> stored(replaced.stored());
        case Applied.Revoked revoked -> gone(revoked.killed());
        case Applied.Ticked ticked -> gone(ticked.ended());
        default -> {
          // Nothing else changes what is stored.
        }
      }
    }
  }

  private void stored(StoredSegment stored) {
    if (stored.type() == SegmentType.DOWN && stored.segment().firstIa().equals(own)) {
      note(new Change.Stored(stored));
    }
  }

  private void gone(List<SegmentVersion> versions) {
    for (SegmentVersion version : versions) {
      if (version.key().type() == SegmentType.DOWN) {
        note(new Change.Gone(version.key(), version.offset()));
      }
    }
  }

  private void note(Change change) {
    if (changes.size() == MOST) {
      lost = true;
      return;
    }
    changes.add(change);
  }

  /**
   * {@return what was noted since the last call, in order, or nothing when it does not note or
   * something was lost}
   */
  synchronized Optional<List<Change>> take() {
    if (!noting || lost) {
      return Optional.empty();
    }
    List<Change> taken = changes;
    changes = new ArrayList<>();
    return Optional.of(taken);
  }
}
