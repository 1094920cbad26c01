package org.waymark.history.debug;

import java.util.OptionalLong;
import org.waymark.history.tree.TreePath;

/**
 * What a record did to one key of the state, or what it would have done.
 *
 * @param path the place of the key in the tree of the state
 * @param other the offset of another record: that of the version that was replaced, kept, killed or
 *     ended, or of the revocation that killed the version on arrival
 * @param endMs the end of the version, revocation, block or report, Unix milliseconds; empty for a
 *     version that was killed and for a quarantined record
 * @param detail more, for people; may be empty
 */
public record KeyChange(
    Kind kind, TreePath path, OptionalLong other, OptionalLong endMs, String detail) {
  /** What happened to a key. */
  public enum Kind {
    /** A version was stored, and none was stored before. */
    ADDED(true),
    /** A version that ends later replaced the stored one. */
    PROLONGED(true),
    /** A version that ends no later replaced the stored one. */
    REPLACED(true),
    /** A version was ignored, because the stored one ends later. */
    IGNORED(false),
    /** A stored revocation killed the version on arrival. */
    KILLED_ON_ARRIVAL(false),
    /** The revocation removed the stored version. */
    KILLED(true),
    /** The revocation was stored. */
    REVOKED(true),
    /** The revocation added nothing to those that are stored. */
    KNOWN(false),
    /** An interface was reported down. */
    DOWN(true),
    /** A block was set, changed or lifted. */
    BLOCKED(true),
    /** The record was put in quarantine and has no other effect. */
    QUARANTINED(true),
    /** The tick removed the row, because it had ended. */
    ENDED(true);

    private final boolean changesState;

    Kind(boolean changesState) {
      this.changesState = changesState;
    }

    /** {@return whether the state is different afterwards} */
    public boolean changesState() {
      return changesState;
    }
  }
}
