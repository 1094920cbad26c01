package org.waymark.segment;

import java.util.List;

/**
 * The routing policy in an AS entry, which specifies which ASes or interfaces may use the links of
 * the AS (PROTOCOL 2, RoutingPolicyExt). Policies are recognised and logged, but not enforced.
 *
 * @param ia the AS that set the policy
 * @param policyType the type of the policy: 0 allow ASes, 1 deny ASes, 2 allow interface, 3 deny
 *     interface; other values have no meaning
 * @param interfaceId the interface of a policy of type 2 or 3, unsigned
 * @param isdAses the ASes of a policy of type 0 or 1
 */
public record AsRoutingPolicy(IsdAs ia, int policyType, long interfaceId, List<IsdAs> isdAses) {
  public AsRoutingPolicy {
    isdAses = List.copyOf(isdAses);
  }

  /** {@return the AS and its policy, for a log line} */
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
