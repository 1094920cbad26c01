package org.waymark.world.site;

import java.util.List;
import java.util.Optional;
import org.waymark.fixtures.HopMac;
import org.waymark.segment.HopField;
import org.waymark.segment.InfoField;
import org.waymark.wire.control.HopFieldCodec;
import org.waymark.wire.packet.ScionPath;

/**
 * The path over a single link, used by beacons and keepalives before any path is known (PROTOCOL
 * 2.5). The sender computes the MAC of the first of the two hop fields, and the router at the other
 * end completes the second.
 */
public final class OneHopPath {
  private static final int HOPS = 2;
  private static final int SECOND_HOP_INDEX = 2;
  private static final HopField UNFILLED = new HopField(false, false, false, false, 0, 0, 0, 0);

  private OneHopPath() {}

  /**
   * Creates a path that leaves the AS through an interface.
   *
   * @param isd the local ISD
   * @param timestampS the timestamp in Unix seconds
   * @param expTime the lifetime in steps of 337.5 s
   * @return the path
   */
  public static ScionPath out(int isd, long timestampS, int expTime, int egress, HopMac mac) {
    HopField unsealed = new HopField(false, false, false, false, expTime, 0, egress, 0);
    return ScionPath.oneHop(timestampS, isd, mac.seal(unsealed, timestampS, 0));
  }

  /**
   * Completes the path of a packet that arrived over an interface.
   *
   * @return the completed path; empty if it is not a one-hop path
   */
  public static Optional<ScionPath> filled(ScionPath path, int ingress, HopMac mac) {
    List<ScionPath.Segment> segments = path.segments();
    if (segments.size() != 1
        || segments.getFirst().info().hops() != HOPS
        || isOtherThanDown(segments.getFirst().info())
        || path.currentHopIndex() != SECOND_HOP_INDEX
        || !path.currentHop().orElseThrow().equals(UNFILLED)) {
      return Optional.empty();
    }
    InfoField info = segments.getFirst().info();
    HopField first = segments.getFirst().hopFields().getFirst();
    HopField second =
        mac.seal(
            new HopField(false, false, false, false, first.expTime(), ingress, 0, 0),
            info.timestampS(),
            HopFieldCodec.bits(first));
    return Optional.of(
        ScionPath.of(List.of(new ScionPath.Segment(info, List.of(first, second))))
            .at(0, SECOND_HOP_INDEX));
  }

  private static boolean isOtherThanDown(InfoField info) {
    return info.up() || info.shortcut() || info.peer();
  }
}
