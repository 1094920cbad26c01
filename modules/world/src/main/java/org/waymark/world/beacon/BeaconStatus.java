package org.waymark.world.beacon;

import java.util.List;
import java.util.Map;
import org.waymark.segment.SegmentType;

/**
 * The status of a beacon server at a point in time.
 *
 * @param interfaces the status of each interface, in ascending order
 * @param origins the number of core ASes whose beacons the server stores
 * @param held the number of stored beacons
 * @param parked the number of beacons waiting for trust material
 * @param registered the number of segments that the last round registered, by type
 * @param originated the number of beacons originated here since the server started
 * @param propagated the number of received beacons propagated since the server started
 * @param revocations the number of revocations issued since the server started
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
