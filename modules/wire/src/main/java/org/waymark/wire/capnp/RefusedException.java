package org.waymark.wire.capnp;

import org.waymark.wire.Refusal;
import org.waymark.wire.RefusalReason;

/**
 * Carries the reason for a rejection from the failed check to {@link UntrustedBytes}, which turns
 * it into a result. This exception never leaves a decoder.
 */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Refusal refusal;

  public RefusedException(RefusalReason reason, String detail) {
    this(new Refusal(reason, detail));
  }

  /** Creates an exception that rejects the whole message because one of its parts was rejected. */
  public RefusedException(Refusal refusal) {
    // Omit the stack trace: attackers can trigger rejections at will, so they must be cheap.
    super(refusal.toString(), null, false, false);
    this.refusal = refusal;
  }

  Refusal refusal() {
    return refusal;
  }
}
