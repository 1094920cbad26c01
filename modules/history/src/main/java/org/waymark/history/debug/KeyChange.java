package org.waymark.history.debug;

import java.util.OptionalLong;
import org.waymark.history.tree.TreePath;

/**
 * The effect that a record had, or would have had, on one key of the state.
 *
 * @param path the path of the key in the tree of the state
 * @param other the offset of another record: the record of the version that was replaced, kept,
 *     killed or removed by a tick, or of the revocation that killed the version on arrival
 * @param endMs the expiration of the version, revocation, block or report, in Unix milliseconds;
 *     empty for a version that was killed and for a quarantined record
 * @param detail further human-readable details; may be empty
 */
public record KeyChange(
    Kind kind, TreePath path, OptionalLong other, OptionalLong endMs, String detail) {
  /** The kinds of effects on a key. */
  public enum Kind {
    /** A version was stored, and none had been stored before. */
    ADDED(true),
    /** A version that expires later replaced the stored version. */
    PROLONGED(true),
    /** A version that does not expire later replaced the stored version. */
    REPLACED(true),
    /** A version was ignored because the stored version expires later. */
    IGNORED(false),
    /** A stored revocation killed the version on arrival. */
    KILLED_ON_ARRIVAL(false),
    /** The revocation removed the stored version. */
    KILLED(true),
    /** The revocation was stored. */
    REVOKED(true),
    /** An equal revocation, which expires at the same time or later, was already stored. */
    KNOWN(false),
    /** An interface was reported down. */
    DOWN(true),
    /** A block was set, changed or lifted. */
    BLOCKED(true),
    /** A replica renewed a block. */
    RENEWED(true),
    /** A replica renewed a block that an operator had replaced or lifted by then. */
    RENEWAL_IGNORED(false),
    /** The record was quarantined and has no other effect. */
    QUARANTINED(true),
    /** The tick removed the row because the row had expired. */
    ENDED(true);

    private final boolean changesState;

    Kind(boolean changesState) {
      this.changesState = changesState;
    }

    /** {@return whether this effect changes the state} */
    public boolean changesState() {
      return changesState;
    }
  }
}
