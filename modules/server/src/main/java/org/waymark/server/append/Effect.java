package org.waymark.server.append;

import org.waymark.store.apply.Applied;
import org.waymark.wire.event.ReasonCode;

/**
 * What a record did when it was applied, as far as the sender of the append is told: without the
 * segments and rows, so that the effects of many records can be remembered.
 */
public sealed interface Effect {
  /** {@return the offset of the record} */
  long offset();

  /** A path that was not stored is. */
  record Added(long offset) implements Effect {}

  /** A version took the place of another. */
  record Replaced(long offset) implements Effect {}

  /** The stored version expires later. */
  record Ignored(long offset) implements Effect {}

  /** A revocation that was stored earlier does not let the version in. */
  record KilledOnArrival(long offset, long byOffset) implements Effect {}

  /**
   * A revocation counts.
   *
   * @param killed how many versions it removed
   */
  record Revoked(long offset, int killed) implements Effect {}

  /** A revocation that expires no earlier was stored. */
  record RevocationKnown(long offset) implements Effect {}

  /** The record changed nothing but the quarantine. */
  record Quarantined(long offset, ReasonCode reason) implements Effect {}

  /** A TRC or chain is accepted. */
  record TrustAccepted(long offset) implements Effect {}

  /** The same TRC or chain was accepted earlier. */
  record TrustKnown(long offset) implements Effect {}

  /**
   * A TRC or chain is refused and leaves nothing.
   *
   * @param reason for people
   */
  record TrustRefused(long offset, String reason) implements Effect {}

  /** What only an event does that no message causes. */
  record Other(long offset) implements Effect {}

  /** {@return what of it the sender of the append is told} */
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
          Applied.InterfaceDown _,
          Applied.LogClaimed _ ->
          new Other(applied.offset());
    };
  }
}
