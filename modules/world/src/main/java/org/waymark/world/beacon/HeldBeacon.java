package org.waymark.world.beacon;

import org.waymark.segment.CapnpSegment;

/**
 * A beacon that was received and verified.
 *
 * @param ingress the interface by which it arrived
 */
record HeldBeacon(CapnpSegment segment, int ingress) {}
