package org.waymark.world.router;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.waymark.fixtures.HopMac;
import org.waymark.runtime.Clock;
import org.waymark.segment.Expiry;
import org.waymark.segment.HopField;
import org.waymark.segment.IsdAs;
import org.waymark.wire.Decoded;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.ScmpType;

/**
 * Decides where a packet goes, from the hop field that it has reached (PROTOCOL 2.2, 2.5).
 *
 * <p>The hop field of an AS names the interfaces by which the packet enters and leaves. Where two
 * segments meet (flag xover), the AS has two hop fields: the router that receives the packet
 * advances from the first to the second, and both must contain valid MACs of this AS.
 */
final class HopFieldRules {
  private final IsdAs local;
  private final HopMac mac;
  private final Clock clock;

  HopFieldRules(IsdAs local, HopMac mac, Clock clock) {
    this.local = local;
    this.mac = mac;
    this.clock = clock;
  }

  /**
   * Decides what to do with a packet that arrived over an interface.
   *
   * @return the verdict
   */
  Verdict fromOutside(int ingress, ScionPath path, IsdAs destination) {
    if (path.isEmpty()) {
      return new Verdict.Refuse(ScmpType.PATH_REQUIRED, ingress, true);
    }
    if (path.ingressInterface().orElseThrow() != ingress) {
      return new Verdict.Refuse(ScmpType.BAD_INTERFACE, ingress, true);
    }
    Optional<Verdict> fault = fault(path, ingress, true);
    if (fault.isPresent()) {
      return fault.get();
    }
    boolean isLocal = destination.equals(local);
    if (isLocal && path.isOnLastSegment()) {
      return deliver(path, ingress);
    }
    if (!path.currentHop().orElseThrow().xover()) {
      return leave(path, ingress, true);
    }
    return switch (path.next()) {
      case Decoded.Refused<ScionPath> _ -> leave(path, ingress, true);
      case Decoded.Accepted<ScionPath>(ScionPath crossed) -> crossing(crossed, ingress, isLocal);
    };
  }

  private Verdict crossing(ScionPath crossed, int ingress, boolean isLocal) {
    Optional<Verdict> fault = fault(crossed, ingress, true);
    if (fault.isPresent()) {
      return fault.get();
    }
    return isLocal && crossed.isOnLastSegment()
        ? deliver(crossed, ingress)
        : leave(crossed, ingress, true);
  }

  /**
   * Decides what to do with a packet from a host of this AS.
   *
   * @return the verdict
   */
  Verdict fromInside(ScionPath path) {
    if (path.isEmpty()) {
      return new Verdict.Refuse(ScmpType.PATH_REQUIRED, 0, false);
    }
    return fault(path, path.egressInterface().orElseThrow(), false)
        .orElseGet(() -> leave(path, 0, false));
  }

  private static Verdict deliver(ScionPath path, int ingress) {
    return path.currentHop().orElseThrow().forwardOnly()
        ? new Verdict.Refuse(ScmpType.DELIVERY_ON_FORWARD_ONLY, ingress, true)
        : new Verdict.Deliver(path);
  }

  private static Verdict leave(ScionPath path, int ingress, boolean fromOutside) {
    int egress = path.egressInterface().orElseThrow();
    Verdict atEnd = new Verdict.Refuse(ScmpType.DELIVERY_TO_NON_LOCAL_AS, ingress, fromOutside);
    if (egress == 0) {
      return atEnd;
    }
    return switch (path.next()) {
      case Decoded.Refused<ScionPath> _ ->
          isAtEnd(path) ? atEnd : new Verdict.Refuse(ScmpType.NON_ROUTING_HOP_FIELD, egress, false);
      case Decoded.Accepted<ScionPath>(ScionPath next) -> new Verdict.Forward(egress, next);
    };
  }

  /**
   * Checks whether a packet has reached the end of its path. The path's last segment may contain
   * further hop fields, which serve only to verify MACs.
   */
  private static boolean isAtEnd(ScionPath path) {
    List<HopField> hops = path.segments().getLast().hopFields();
    int left = path.fieldCount() - 1 - path.currentHopIndex();
    return path.isOnLastSegment()
        && hops.subList(hops.size() - left, hops.size()).stream().allMatch(HopField::verifyOnly);
  }

  /**
   * Checks the current hop field.
   *
   * @return the fault, if the hop field is not for routing, was not created by this AS, or has
   *     expired
   */
  private Optional<Verdict> fault(ScionPath path, int interfaceId, boolean isIngress) {
    HopField hop = path.currentHop().orElseThrow();
    if (hop.verifyOnly()) {
      return Optional.of(
          new Verdict.Refuse(ScmpType.NON_ROUTING_HOP_FIELD, interfaceId, isIngress));
    }
    long timestampS = path.currentInfo().orElseThrow().timestampS();
    OptionalLong previous = path.macPredecessor();
    if (previous.isEmpty() || mac.seal(hop, timestampS, previous.getAsLong()).mac() != hop.mac()) {
      return Optional.of(new Verdict.Refuse(ScmpType.BAD_MAC, interfaceId, isIngress));
    }
    return clock.wallMs() < Expiry.endMs(Expiry.ofHopField(timestampS, hop.expTime()))
        ? Optional.empty()
        : Optional.of(new Verdict.Refuse(ScmpType.EXPIRED_HOP_FIELD, interfaceId, isIngress));
  }
}
