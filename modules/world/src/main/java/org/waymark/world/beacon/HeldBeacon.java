package org.waymark.world.beacon;

import org.waymark.segment.CapnpSegment;

/**
 * A beacon that was received and verified.
 *
 * @param ingress the interface over which the beacon arrived
 */
record HeldBeacon(CapnpSegment segment, int ingress) {}
