package org.waymark.history.bisect;

import java.util.List;
import java.util.OptionalLong;

/**
 * A change at which a condition began or ceased to hold.
 *
 * @param offset the offset of the record of {@code .events} that caused the change; empty if time
 *     alone caused the change, for example when a segment expired
 * @param next the offset of the first record after the change
 * @param atMs the clock at the change, in Unix milliseconds
 * @param holds whether the condition holds after the change
 * @param causes descriptions of the facts that began or ended at that point
 */
public record Flip(OptionalLong offset, long next, long atMs, boolean holds, List<String> causes) {
  public Flip {
    causes = List.copyOf(causes);
  }
}
