package org.waymark.server.append;

import org.waymark.store.apply.Applied;
import org.waymark.wire.event.ReasonCode;

/**
 * The effect of applying a record, reduced to what the appending code needs. An effect contains no
 * segments or rows, so that the effects of many records can be kept.
 */
public sealed interface Effect {
  /** {@return the offset of the record} */
  long offset();

  /** A path that had not been stored was added. */
  record Added(long offset) implements Effect {}

  /** A new version replaced the stored version of a path. */
  record Replaced(long offset) implements Effect {}

  /** The record was ignored, because the stored version of the path expires later. */
  record Ignored(long offset) implements Effect {}

  /** A revocation that was already stored killed the version on arrival. */
  record KilledOnArrival(long offset, long byOffset) implements Effect {}

  /**
   * A revocation took effect.
   *
   * @param killed the number of versions that it removed
   */
  record Revoked(long offset, int killed) implements Effect {}

  /** An equal revocation, which expires at the same time or later, was already stored. */
  record RevocationKnown(long offset) implements Effect {}

  /** The record could not be applied; it was quarantined instead. */
  record Quarantined(long offset, ReasonCode reason) implements Effect {}

  /** A TRC or chain was accepted. */
  record TrustAccepted(long offset) implements Effect {}

  /** The same TRC or chain had been accepted earlier. */
  record TrustKnown(long offset) implements Effect {}

  /**
   * A TRC or chain was rejected and left nothing in the store.
   *
   * @param reason human-readable
   */
  record TrustRefused(long offset, String reason) implements Effect {}

  /** The record was an event not caused by a message, such as a tick. */
  record Other(long offset) implements Effect {}

  /**
   * Converts a result of apply to an effect, and omits its segments and rows.
   *
   * @return the effect
   */
  static Effect of(Applied applied) {
    return switch (applied) {
      case Applied.Added added -> new Added(added.offset());
      case Applied.Replaced replaced -> new Replaced(replaced.offset());
      case Applied.Ignored ignored -> new Ignored(ignored.offset());
      case Applied.KilledOnArrival killed ->
          new KilledOnArrival(killed.offset(), killed.byOffset());
      case Applied.Revoked revoked -> new Revoked(revoked.offset(), revoked.killed().size());
      case Applied.RevocationKnown known -> new RevocationKnown(known.offset());
      case Applied.Quarantined refused -> new Quarantined(refused.offset(), refused.reason());
      case Applied.TrustAccepted accepted -> new TrustAccepted(accepted.offset());
      case Applied.TrustKnown known -> new TrustKnown(known.offset());
      case Applied.TrustRefused refused -> new TrustRefused(refused.offset(), refused.reason());
      case Applied.Ticked _,
          Applied.TickIdle _,
          Applied.Blocked _,
          Applied.RenewalIgnored _,
          Applied.InterfaceDown _,
          Applied.LogClaimed _,
          Applied.LeftOut _ ->
          new Other(applied.offset());
    };
  }
}
