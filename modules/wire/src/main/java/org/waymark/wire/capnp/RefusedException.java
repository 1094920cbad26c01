package org.waymark.wire.capnp;

import org.waymark.wire.Refusal;
import org.waymark.wire.RefusalReason;

/**
 * Carries a refusal from where it is found to {@link UntrustedBytes}, which turns it into an
 * answer; never seen outside a decoder.
 */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Refusal refusal;

  public RefusedException(RefusalReason reason, String detail) {
    this(new Refusal(reason, detail));
  }

  /** A refusal that was found before and now concerns the whole. */
  public RefusedException(Refusal refusal) {
    // Without a stack trace: refusing must stay cheap, it is what attackers make us do.
    super(refusal.toString(), null, false, false);
    this.refusal = refusal;
  }

  Refusal refusal() {
    return refusal;
  }
}
