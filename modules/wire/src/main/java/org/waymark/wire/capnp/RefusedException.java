package org.waymark.wire.capnp;

import org.waymark.wire.Refusal;
import org.waymark.wire.RefusalReason;

/**
 * Carries a refusal from the failed check to {@link UntrustedBytes}, which turns it into a result.
 * It never leaves a decoder.
 */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Refusal refusal;

  public RefusedException(RefusalReason reason, String detail) {
    this(new Refusal(reason, detail));
  }

  /** Creates an exception that makes the refusal of one part apply to the whole message. */
  public RefusedException(Refusal refusal) {
    // There is no stack trace, because attackers can trigger refusals at will, so they must stay
    // cheap.
    super(refusal.toString(), null, false, false);
    this.refusal = refusal;
  }

  Refusal refusal() {
    return refusal;
  }
}
