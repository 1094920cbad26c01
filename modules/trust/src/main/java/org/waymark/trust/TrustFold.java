package org.waymark.trust;

import java.util.Optional;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/**
 * Decides which anchors, TRCs and chains are accepted, in the order of the log (APPLY, Apply of
 * .trust).
 *
 * <pre>
 *  anchor: accepted if its ISD has no anchor; no effect if its bytes are those of the anchor;
 *          else rejected
 *  TRC   : no effect if its bytes are those of an accepted TRC;
 *          accepted if its version is newest + 1 and the update rule holds; else rejected
 *  chain : if its (subject, version) was accepted: no effect for the same bytes, else rejected;
 *          accepted if it verifies, without clocks, against the newest or the previous accepted
 *          TRC of its ISD; else rejected
 * </pre>
 *
 * <p>The decision is a pure function of the record and of the material accepted earlier, and uses
 * no clock. Every replica therefore accepts the same material, and a record can be checked before
 * it is appended.
 */
public final class TrustFold {
  private final TrcRules trcRules;
  private final ChainRules chainRules;

  public TrustFold(Ed25519 ed25519) {
    this.trcRules = new TrcRules(ed25519);
    this.chainRules = new ChainRules(ed25519);
  }

  /**
   * Decides whether to accept a record.
   *
   * @param json the verbatim UTF-8 text
   * @param accepted all material accepted from earlier records, including earlier records of the
   *     same batch; not modified
   */
  public TrustOutcome apply(TrustKind kind, ByteString json, TrustMaterial accepted) {
    return switch (kind) {
      case ANCHOR -> judged(Trc.parse(json), trc -> anchor(trc, accepted));
      case TRC -> judged(Trc.parse(json), trc -> trc(trc, accepted));
      case CHAIN -> judged(CertificateChain.parse(json), chain -> chain(chain, accepted));
    };
  }

  private interface Judge<T> {
    TrustOutcome of(T value);
  }

  private static <T> TrustOutcome judged(Decoded<T> decoded, Judge<T> judge) {
    return switch (decoded) {
      case Decoded.Accepted<T>(T value) -> judge.of(value);
      case Decoded.Refused<T>(var refusal) -> refused(TrustFault.MALFORMED, refusal.toString());
    };
  }

  private TrustOutcome anchor(Trc anchor, TrustMaterial accepted) {
    if (isHeld(anchor, accepted)) {
      return new TrustOutcome.Known();
    }
    return accepted
        .newestTrc(anchor.isd())
        .<TrustOutcome>map(
            newest ->
                refused(
                    TrustFault.ANCHOR_EXISTS,
                    "ISD " + anchor.isd() + " is at version " + newest.version()))
        .orElseGet(() -> new TrustOutcome.AcceptedTrc(anchor));
  }

  private TrustOutcome trc(Trc trc, TrustMaterial accepted) {
    if (isHeld(trc, accepted)) {
      return new TrustOutcome.Known();
    }
    if (accepted.trc(trc.isd(), trc.version()).isPresent()) {
      return refused(TrustFault.OTHER_BYTES, "the " + trc + " was accepted with different bytes");
    }
    Optional<Trc> newest = accepted.newestTrc(trc.isd());
    if (newest.isEmpty()) {
      return refused(TrustFault.NO_ANCHOR, noAnchor(trc.isd()));
    }
    return trcRules
        .update(newest.get(), trc)
        .<TrustOutcome>map(TrustOutcome.Refused::new)
        .orElseGet(() -> new TrustOutcome.AcceptedTrc(trc));
  }

  private static boolean isHeld(Trc trc, TrustMaterial accepted) {
    return accepted.trc(trc.isd(), trc.version()).filter(trc::equals).isPresent();
  }

  private TrustOutcome chain(CertificateChain chain, TrustMaterial accepted) {
    Optional<CertificateChain> held = accepted.chain(chain.subject(), chain.version());
    if (held.isPresent()) {
      return held.get().equals(chain)
          ? new TrustOutcome.Known()
          : refused(TrustFault.OTHER_BYTES, "the " + chain + " was accepted with different bytes");
    }
    int isd = chain.subject().isd();
    Optional<Trc> newest = accepted.newestTrc(isd);
    if (newest.isEmpty()) {
      return refused(TrustFault.NO_ANCHOR, noAnchor(isd));
    }
    Optional<TrustRefusal> refusal =
        chainRules.verifyWithoutClock(chain, chain.subject(), newest.get());
    if (refusal.isEmpty() || isValidUnderPrevious(chain, newest.get(), accepted)) {
      return new TrustOutcome.AcceptedChain(chain);
    }
    return new TrustOutcome.Refused(refusal.get());
  }

  private boolean isValidUnderPrevious(CertificateChain chain, Trc newest, TrustMaterial accepted) {
    return accepted
        .trc(newest.isd(), newest.version() - 1)
        .filter(
            previous -> chainRules.verifyWithoutClock(chain, chain.subject(), previous).isEmpty())
        .isPresent();
  }

  /** {@return a message saying that an ISD has no anchor, with the command that adds one} */
  public static String noAnchor(int isd) {
    return "no TRC of ISD %d has been accepted; add the first one with: ".formatted(isd)
        + "waymark log anchor add --config FILE.toml ISD%d-V1.trc".formatted(isd);
  }

  private static TrustOutcome refused(TrustFault fault, String detail) {
    return new TrustOutcome.Refused(new TrustRefusal(fault, detail));
  }
}
