package org.waymark.store.apply;

import java.util.Optional;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.store.row.Family;
import org.waymark.store.row.Row;
import org.waymark.trust.TrustFold;
import org.waymark.trust.TrustOutcome;
import org.waymark.trust.TrustRefusal;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.event.TrustVersion;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/**
 * Applies {@code .trust} record by record, in offset order. Material that the trust rules accept
 * becomes a row; anything else is not stored. Not thread-safe.
 */
public final class TrustApply {
  private final EventCodec codec;
  private final TrustFold fold;
  private final StateRows rows;
  private final TrustImage image;
  private Optional<IsdAs> owner;

  /**
   * @param image the material accepted from the previous records, to which newly accepted material
   *     is added
   * @param owner the owner of the log, if the previous records named it
   */
  public TrustApply(
      EventCodec codec, TrustFold fold, StateRows rows, TrustImage image, Optional<IsdAs> owner) {
    this.codec = codec;
    this.fold = fold;
    this.rows = rows;
    this.image = image;
    this.owner = owner;
  }

  /** Applies the next record. */
  public Applied apply(long offset, byte[] value) {
    return switch (codec.decode(value)) {
      case Decoded.Refused<Event>(Refusal refusal) ->
          new Applied.TrustRefused(offset, refusal.toString());
      case Decoded.Accepted<Event>(Event event) -> apply(offset, event.body());
    };
  }

  /** {@return the AS that owns the log, if a record named the owner} */
  public Optional<IsdAs> owner() {
    return owner;
  }

  private Applied apply(long offset, EventBody body) {
    return switch (body) {
      case EventBody.TrustEvent trust -> apply(offset, trust);
      case EventBody.LogOwner(IsdAs ia) -> claimed(offset, ia);
      default ->
          new Applied.TrustRefused(
              offset, "a record of kind " + body.kind() + " does not belong in the trust topic");
    };
  }

  private Applied claimed(long offset, IsdAs ia) {
    if (owner.isEmpty()) {
      owner = Optional.of(ia);
      return new Applied.LogClaimed(offset, ia);
    }
    return owner.get().equals(ia)
        ? new Applied.TrustKnown(offset)
        : new Applied.TrustRefused(
            offset, "the log belongs to AS %s, not %s".formatted(owner.get(), ia));
  }

  private Applied apply(long offset, EventBody.TrustEvent trust) {
    return switch (fold.apply(trust.trustKind(), trust.json(), image)) {
      case TrustOutcome.AcceptedTrc(Trc trc) -> {
        image.add(trc);
        yield accepted(offset, TrustKind.TRC, IsdAs.of(trc.isd(), 0), trc.version(), trc.json());
      }
      case TrustOutcome.AcceptedChain(CertificateChain chain) -> {
        image.add(chain);
        yield accepted(offset, TrustKind.CHAIN, chain.subject(), chain.version(), chain.json());
      }
      case TrustOutcome.Known() -> new Applied.TrustKnown(offset);
      case TrustOutcome.Refused(TrustRefusal refusal) ->
          new Applied.TrustRefused(offset, refusal.toString());
    };
  }

  private Applied accepted(
      long offset, TrustKind kind, IsdAs subject, long version, ByteString json) {
    rows.put(Family.TRUST, new Row.Trust(kind, subject, version, json));
    return new Applied.TrustAccepted(offset, new TrustVersion(kind, subject, version));
  }
}
