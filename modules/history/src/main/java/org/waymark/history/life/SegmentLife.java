package org.waymark.history.life;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.waymark.segment.SegmentKey;
import org.waymark.store.row.SegmentValue;

/**
 * All known events in the life of one segment up to a moment.
 *
 * <p>A segment is covered while a version of it is stored and has not expired. Blocks do not affect
 * this.
 *
 * @param version the version stored last or, if none was ever stored, the last recorded version;
 *     empty if no record contained the segment
 * @param stored whether a version is stored at the moment, expired or not
 * @param live whether that version is valid at the moment
 * @param events the events, in offset order; an expiry comes before the record at the same offset
 * @param gaps the gaps in coverage, in offset order
 */
public record SegmentLife(
    SegmentKey key,
    Optional<SegmentValue> version,
    boolean stored,
    boolean live,
    List<LifeEvent> events,
    List<CoverGap> gaps) {

  public SegmentLife {
    events = List.copyOf(events);
    gaps = List.copyOf(gaps);
  }

  /** {@return the gap that is still open at the moment} */
  public Optional<CoverGap> openGap() {
    return gaps.isEmpty() || gaps.getLast().to().isPresent()
        ? Optional.empty()
        : Optional.of(gaps.getLast());
  }

  /** {@return the periods in which a valid version was stored, in the order of offsets} */
  public List<Cover> covers() {
    return Cover.of(events);
  }

  static List<CoverGap> gaps(List<LifeEvent> events) {
    List<CoverGap> gaps = new ArrayList<>();
    Optional<LifeEvent> open = Optional.empty();
    for (LifeEvent event : events) {
      if (event.kind().ends() && open.isEmpty()) {
        open = Optional.of(event);
      } else if (event.kind().begins() && open.isPresent()) {
        gaps.add(new CoverGap(open.get(), Optional.of(event)));
        open = Optional.empty();
      }
    }
    open.ifPresent(event -> gaps.add(new CoverGap(event, Optional.empty())));
    return gaps;
  }
}
