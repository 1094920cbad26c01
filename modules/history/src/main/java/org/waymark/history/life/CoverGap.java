package org.waymark.history.life;

import java.util.Optional;

/**
 * A period after the first registration of a segment in which no version of the segment was stored
 * and valid.
 *
 * @param from the event that ended the coverage: an expiry or a kill
 * @param to the event that restored the coverage; empty if no event has done so yet
 */
public record CoverGap(LifeEvent from, Optional<LifeEvent> to) {
  /** {@return the beginning of the gap, in Unix milliseconds} */
  public long fromMs() {
    return from.atMs();
  }

  /**
   * {@return the end of the gap, in Unix milliseconds; empty if the gap has not ended} Record times
   * may go backwards, but a gap never ends before it begins.
   */
  public Optional<Long> toMs() {
    return to.map(event -> Math.max(fromMs(), event.atMs()));
  }
}
