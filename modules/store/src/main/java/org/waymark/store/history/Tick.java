package org.waymark.store.history;

/**
 * An effective tick.
 *
 * @param offset the offset of its record
 * @param timeMs the time of the tick after capping, in Unix milliseconds; every row that had
 *     expired by then was removed
 */
public record Tick(long offset, long timeMs) {
  /** The placeholder for a missing tick, before the first effective tick. */
  public static final Tick NONE = new Tick(-1, 0);
}
