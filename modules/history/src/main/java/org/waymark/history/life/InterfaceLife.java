package org.waymark.history.life;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.segment.AsInterface;
import org.waymark.segment.ProofSide;
import org.waymark.segment.SegmentKey;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.EventSource;
import org.waymark.store.row.RecordSummary;
import org.waymark.store.view.StoredRevocation;

/**
 * The revocations of an interface up to a moment, except for revocations that changed nothing.
 *
 * @param users the paths that are known at the moment and have used the interface, ordered by key
 * @param revocations the revocations, earliest first
 * @param truncated whether users were left out because of the bounds
 */
public record InterfaceLife(
    AsInterface subject, List<SegmentKey> users, List<Revoked> revocations, boolean truncated) {

  public InterfaceLife {
    users = List.copyOf(users);
    revocations = List.copyOf(revocations);
  }

  /**
   * A revocation that took effect.
   *
   * @param offset the offset of its record
   * @param recordTimeMs the record time in Unix milliseconds
   * @param expiryMs the time at which the revocation stops killing segments, in Unix milliseconds
   * @param sides the sides for which the revocation was stored
   * @param source the source of the revocation; unknown only if an older build applied it and it
   *     killed no segment
   * @param killed the paths whose stored versions the revocation removed, in key order
   */
  public record Revoked(
      long offset,
      long recordTimeMs,
      long epoch,
      long expiryMs,
      Set<ProofSide> sides,
      Optional<EventSource> source,
      List<SegmentKey> killed) {
    public Revoked {
      sides = Set.copyOf(sides);
      killed = List.copyOf(killed);
    }
  }

  /** Collects the revocations of an interface up to a moment. */
  public static InterfaceLife of(
      HistoryView history, AsInterface subject, Moment until, QueryBounds bounds) {
    Map<Long, List<StoredRevocation>> byOffset = new TreeMap<>();
    for (StoredRevocation one : history.revocations(subject.ia(), subject.id())) {
      if (one.offset() < until.next()) {
        byOffset.computeIfAbsent(one.offset(), offset -> new ArrayList<>()).add(one);
      }
    }
    List<Revoked> revocations = new ArrayList<>();
    byOffset.forEach((offset, sides) -> revocations.add(revoked(history, offset, sides)));
    List<SegmentKey> users = new ArrayList<>();
    for (SegmentKey key : history.segmentsUsing(subject.ia(), subject.id())) {
      if (bounds.isTimeOver().getAsBoolean()) {
        return new InterfaceLife(subject, users, revocations, true);
      }
      if (history.changes(key).getFirst().offset() < until.next()) {
        users.add(key);
      }
    }
    return new InterfaceLife(subject, users, revocations, false);
  }

  private static Revoked revoked(HistoryView history, long offset, List<StoredRevocation> stored) {
    Set<ProofSide> sides = EnumSet.noneOf(ProofSide.class);
    stored.forEach(one -> sides.add(one.side()));
    List<SegmentKey> killed = history.killedBy(offset);
    RecordSummary record = history.record(offset).orElseThrow();
    return new Revoked(
        offset,
        record.recordTimeMs(),
        stored.getFirst().revocation().epoch(),
        stored.getFirst().expiryMs(),
        sides,
        record
            .source()
            .or(() -> killed.stream().findFirst().flatMap(key -> history.source(key, offset))),
        killed);
  }
}
