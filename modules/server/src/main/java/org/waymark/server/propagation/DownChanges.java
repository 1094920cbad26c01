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
 * A queue that passes changes to the DOWN segments of the local AS from the applying thread to the
 * sending thread. Neither thread blocks. If the queue overflows, it reports that changes were lost,
 * and the schedule is rebuilt from the store.
 *
 * <p>Safe for use by several threads.
 */
final class DownChanges {
  static final int MOST = 20_000;

  private final IsdAs own;
  private boolean noting;
  private boolean lost;
  private List<Change> changes = new ArrayList<>();

  /** A change that one record made to one path. */
  sealed interface Change {
    /** A version was stored. */
    record Stored(StoredSegment stored) implements Change {}

    /** A version was removed from the store. */
    record Gone(SegmentKey key, long offset) implements Change {}
  }

  /**
   * @param own the local AS, where the segments start
   */
  DownChanges(IsdAs own) {
    this.own = own;
  }

  /** Clears the queue and starts collecting changes from the batches applied from now on. */
  synchronized void begin() {
    noting = true;
    lost = false;
    changes = new ArrayList<>();
  }

  /** Stops collecting. */
  synchronized void end() {
    noting = false;
    changes = new ArrayList<>();
  }

  /** Collects the changes made by a batch. */
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
          // No other effect changes the stored segments.
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
   * Returns the changes since the last call, in order.
   *
   * @return the changes; empty if the queue was not collecting, or has lost changes
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
