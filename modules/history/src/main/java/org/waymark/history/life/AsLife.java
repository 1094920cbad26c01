package org.waymark.history.life;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.store.history.HistoryView;

/**
 * A summary of all interfaces and segments of an AS up to a moment.
 *
 * @param interfaces the interfaces, ordered by id
 * @param segments the segments that use an interface of the AS, ordered by key
 * @param truncated whether some interfaces or segments were left out because of the bounds
 */
public record AsLife(
    IsdAs subject, List<OfInterface> interfaces, List<SegmentLife> segments, boolean truncated) {

  public AsLife {
    interfaces = List.copyOf(interfaces);
    segments = List.copyOf(segments);
  }

  /**
   * A summary of the life of an interface.
   *
   * @param segments the number of paths that have used the interface
   * @param revocations the number of revocations of the interface that took effect
   * @param killed the number of segment versions that these revocations removed
   * @param latest the latest revocations, at most {@value #MAX_LATEST}, earliest first
   */
  public record OfInterface(
      AsInterface subject,
      int segments,
      int revocations,
      int killed,
      List<InterfaceLife.Revoked> latest) {
    private static final int MAX_LATEST = 50;

    public OfInterface {
      latest = List.copyOf(latest);
    }

    /** {@return the latest revocation} */
    public Optional<InterfaceLife.Revoked> last() {
      return latest.isEmpty() ? Optional.empty() : Optional.of(latest.getLast());
    }

    private static OfInterface of(InterfaceLife life) {
      List<InterfaceLife.Revoked> revocations = life.revocations();
      return new OfInterface(
          life.subject(),
          life.users().size(),
          revocations.size(),
          revocations.stream().mapToInt(revoked -> revoked.killed().size()).sum(),
          revocations.subList(Math.max(0, revocations.size() - MAX_LATEST), revocations.size()));
    }
  }

  /** Summarizes the life of an AS up to a moment. */
  public static AsLife of(HistoryView history, IsdAs subject, Moment until, QueryBounds bounds) {
    List<OfInterface> interfaces = new ArrayList<>();
    TreeSet<SegmentKey> keys = new TreeSet<>();
    boolean truncated = false;
    for (AsInterface one : history.interfaces(subject)) {
      if (bounds.isTimeOver().getAsBoolean()) {
        truncated = true;
        break;
      }
      InterfaceLife life = InterfaceLife.of(history, one, until, bounds);
      truncated |= life.truncated();
      if (!life.users().isEmpty() || !life.revocations().isEmpty()) {
        interfaces.add(OfInterface.of(life));
        keys.addAll(life.users());
      }
    }
    List<SegmentLife> segments = new ArrayList<>();
    for (SegmentKey key : keys) {
      if (segments.size() == bounds.results() || bounds.isTimeOver().getAsBoolean()) {
        truncated = true;
        break;
      }
      segments.add(SegmentLives.of(history, key, until));
    }
    return new AsLife(subject, interfaces, segments, truncated);
  }
}
