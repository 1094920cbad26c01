package org.waymark.wire.event;

import org.waymark.segment.IsdAs;

/**
 * A TRC or chain that a segment was verified with.
 *
 * @param subject the leaf's AS of a chain; ISD-0 of a TRC
 * @param version unsigned 64 bits
 */
public record TrustVersion(TrustKind kind, IsdAs subject, long version) {
  /** {@return for people} */
  @Override
  public String toString() {
    String whose = kind == TrustKind.CHAIN ? subject.toString() : "ISD " + subject.isd();
    return kind.noun() + " of " + whose + " version " + Long.toUnsignedString(version);
  }
}
