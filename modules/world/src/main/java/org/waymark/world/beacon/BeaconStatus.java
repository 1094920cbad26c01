package org.waymark.world.beacon;

import java.util.List;
import java.util.Map;
import org.waymark.segment.SegmentType;

/**
 * What a beacon server does at one moment.
 *
 * @param interfaces ascending
 * @param origins core ASes of which beacons are held
 * @param held beacons that are held
 * @param parked beacons that wait for trust material
 * @param registered segments that the last round registered, by type
 * @param originated beacons that were originated here, since the start of the server
 * @param propagated beacons that were received and sent on, since the start
 * @param revocations issued, since the start
 */
public record BeaconStatus(
    List<InterfaceStatus> interfaces,
    int origins,
    int held,
    int parked,
    Map<SegmentType, Integer> registered,
    long originated,
    long propagated,
    long revocations) {
  public BeaconStatus {
    interfaces = List.copyOf(interfaces);
    registered = Map.copyOf(registered);
  }
}
