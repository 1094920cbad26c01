package org.waymark.history.debug;

import java.util.OptionalLong;
import org.waymark.history.tree.TreePath;

/**
 * What a record did, or would have done, to one key of the state.
 *
 * @param path the path of the key in the tree of the state
 * @param other the offset of another record: the record of the version that was replaced, kept,
 *     killed or ended, or of the revocation that killed the version on arrival
 * @param endMs the end of the version, revocation, block or report, in Unix milliseconds; empty for
 *     a version that was killed and for a quarantined record
 * @param detail further human-readable details; may be empty
 */
public record KeyChange(
    Kind kind, TreePath path, OptionalLong other, OptionalLong endMs, String detail) {
  /** What happened to a key. */
  public enum Kind {
    /** A version was stored, and none had been stored before. */
    ADDED(true),
    /** A version that ends later replaced the stored version. */
    PROLONGED(true),
    /** A version that does not end later replaced the stored version. */
    REPLACED(true),
    /** A version was ignored because the stored version ends later. */
    IGNORED(false),
    /** A stored revocation killed the version on arrival. */
    KILLED_ON_ARRIVAL(false),
    /** The revocation removed the stored version. */
    KILLED(true),
    /** The revocation was stored. */
    REVOKED(true),
    /** The revocation added nothing to the stored revocations. */
    KNOWN(false),
    /** An interface was reported down. */
    DOWN(true),
    /** A block was set, changed or lifted. */
    BLOCKED(true),
    /** The record was quarantined and has no other effect. */
    QUARANTINED(true),
    /** The tick removed the row because the row had ended. */
    ENDED(true);

    private final boolean changesState;

    Kind(boolean changesState) {
      this.changesState = changesState;
    }

    /** {@return whether this change makes the state different} */
    public boolean changesState() {
      return changesState;
    }
  }
}
