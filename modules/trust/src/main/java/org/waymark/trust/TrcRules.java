package org.waymark.trust;

import java.util.Map;
import java.util.Optional;
import org.waymark.runtime.TimeText;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.wire.trust.CoreAs;
import org.waymark.wire.trust.Trc;

/** The rules for TRCs (PROTOCOL 3.1). Thread-safe. */
public final class TrcRules {
  private final Ed25519 ed25519;

  public TrcRules(Ed25519 ed25519) {
    this.ed25519 = ed25519;
  }

  /**
   * Checks whether one TRC is a valid update of another.
   *
   * <p>The validity times are not checked, because a TRC accepted in the past stays accepted.
   * Version 0 does not follow any other version, so an update to it is never valid.
   *
   * @return the reason why the update is not valid, or empty if it is
   */
  public Optional<TrustRefusal> update(Trc old, Trc next) {
    if (next.isd() != old.isd()) {
      return refused(TrustFault.OTHER_ISD, "ISD " + next.isd() + ", expected " + old.isd());
    }
    if (next.version() != old.version() + 1) {
      return refused(
          TrustFault.NOT_NEXT_VERSION,
          "version " + next.version() + ", expected " + (old.version() + 1));
    }
    long earliestS = old.creationTimeS() + old.gracePeriodS();
    if (next.creationTimeS() < earliestS) {
      return refused(
          TrustFault.CREATED_IN_GRACE_PERIOD,
          "created at "
              + TimeText.instant(next.creationTimeS())
              + ", but must not be created before "
              + TimeText.instant(earliestS));
    }
    if (old.quarantine() || next.quarantine()) {
      return refused(TrustFault.QUARANTINE, "the old or the new TRC is only an early announcement");
    }
    long valid = validSignatures(old, next);
    return valid < old.quorum()
        ? refused(
            TrustFault.NO_QUORUM,
            valid + " valid signatures, but at least " + old.quorum() + " are needed")
        : Optional.empty();
  }

  /**
   * Counts the valid signatures. Valid signatures are those by core ASes of the old TRC with the
   * online keys in that TRC.
   */
  private long validSignatures(Trc old, Trc next) {
    long valid = 0;
    for (Map.Entry<IsdAs, CoreAs> core : old.coreAses().entrySet()) {
      ByteString signature = next.signatures().getOrDefault(core.getKey(), ByteString.EMPTY);
      if (ed25519.verify(core.getValue().onlineKey(), signature, next.signedBytes())) {
        valid++;
      }
    }
    return valid;
  }

  /**
   * Checks whether a TRC is active at a given time.
   *
   * @param newest the newest accepted TRC of the same ISD, possibly the TRC itself
   * @param clockS the time in Unix seconds
   * @return the reason why the TRC may not be used, or empty if it is active
   */
  public static Optional<TrustRefusal> active(Trc trc, Trc newest, long clockS) {
    if (trc.quarantine()) {
      return refused(TrustFault.QUARANTINE, "it is only an early announcement");
    }
    if (clockS < trc.creationTimeS() || clockS > trc.expirationTimeS()) {
      return refused(
          TrustFault.OUTSIDE_VALIDITY,
          TimeText.instant(clockS)
              + " is not in "
              + TimeText.instant(trc.creationTimeS())
              + ".."
              + TimeText.instant(trc.expirationTimeS()));
    }
    if (trc.version() == newest.version()) {
      return Optional.empty();
    }
    if (trc.version() + 1 != newest.version()) {
      return refused(
          TrustFault.SUPERSEDED,
          "version " + trc.version() + ", but the newest version is " + newest.version());
    }
    long graceEndS = newest.creationTimeS() + newest.gracePeriodS();
    return clockS > graceEndS
        ? refused(
            TrustFault.GRACE_PERIOD_OVER,
            "ended at " + graceEndS + " s; the time is now " + clockS + " s")
        : Optional.empty();
  }

  private static Optional<TrustRefusal> refused(TrustFault fault, String detail) {
    return Optional.of(new TrustRefusal(fault, detail));
  }
}
