package org.waymark.wire.event;

import org.waymark.segment.IsdAs;

/**
 * The version of a TRC or chain with which a segment was verified.
 *
 * @param subject for a chain, the AS of the leaf certificate; for a TRC, ISD-0
 * @param version the version, unsigned 64 bits
 */
public record TrustVersion(TrustKind kind, IsdAs subject, long version) {
  /** {@return the kind, subject and version in human-readable form} */
  @Override
  public String toString() {
    String whose = kind == TrustKind.CHAIN ? subject.toString() : "ISD " + subject.isd();
    return kind.noun() + " of " + whose + " version " + Long.toUnsignedString(version);
  }
}
