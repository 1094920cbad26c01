package org.waymark.segment;

import java.util.List;

/**
 * What an AS entry says about the use of its links (PROTOCOL 2, RoutingPolicyExt): recognised and
 * logged, not acted upon.
 *
 * @param ia the AS that says it
 * @param policyType 0 allow ASes, 1 deny ASes, 2 allow interface, 3 deny interface; others mean
 *     nothing
 * @param interfaceId of types 2 and 3, unsigned
 * @param isdAses of types 0 and 1
 */
public record AsRoutingPolicy(IsdAs ia, int policyType, long interfaceId, List<IsdAs> isdAses) {
  public AsRoutingPolicy {
    isdAses = List.copyOf(isdAses);
  }

  /** {@return who says what, for a log line} */
  @Override
  public String toString() {
    return ia
        + ": "
        + switch (policyType) {
          case 0 -> "allow ASes " + isdAses;
          case 1 -> "deny ASes " + isdAses;
          case 2 -> "allow interface " + Long.toUnsignedString(interfaceId);
          case 3 -> "deny interface " + Long.toUnsignedString(interfaceId);
          default -> "type " + policyType;
        };
  }
}
