package org.waymark.history.life;

import java.util.Optional;

/**
 * A time in which no version of a segment was stored and valid, after one had been.
 *
 * @param from the event that ended the cover: an expiry or a kill
 * @param to the event that began it again; empty if none did yet
 */
public record CoverGap(LifeEvent from, Optional<LifeEvent> to) {
  /** {@return the begin of the gap, Unix milliseconds} */
  public long fromMs() {
    return from.atMs();
  }

  /**
   * {@return the end of the gap, Unix milliseconds, empty if it has none yet} Record times may go
   * back, but a gap never ends before it begins.
   */
  public Optional<Long> toMs() {
    return to.map(event -> Math.max(fromMs(), event.atMs()));
  }
}
