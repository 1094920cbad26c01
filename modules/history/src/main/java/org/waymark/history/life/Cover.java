package org.waymark.history.life;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A period in which a valid version of a segment was stored.
 *
 * @param from the event that began the coverage
 * @param to the event that ended the coverage: an expiry or a kill; empty if the coverage has not
 *     ended
 */
public record Cover(LifeEvent from, Optional<LifeEvent> to) {
  /** {@return the beginning, in Unix milliseconds} */
  public long fromMs() {
    return from.atMs();
  }

  /**
   * {@return the end, in Unix milliseconds; empty if the coverage has not ended} Record times may
   * go backwards, but a period of coverage never ends before it begins.
   */
  public Optional<Long> toMs() {
    return to.map(event -> Math.max(fromMs(), event.atMs()));
  }

  static List<Cover> of(List<LifeEvent> events) {
    List<Cover> covers = new ArrayList<>();
    Optional<LifeEvent> open = Optional.empty();
    for (LifeEvent event : events) {
      if (event.kind().begins() && open.isEmpty()) {
        open = Optional.of(event);
      } else if (event.kind().ends() && open.isPresent()) {
        covers.add(new Cover(open.get(), Optional.of(event)));
        open = Optional.empty();
      }
    }
    open.ifPresent(event -> covers.add(new Cover(event, Optional.empty())));
    return covers;
  }
}
