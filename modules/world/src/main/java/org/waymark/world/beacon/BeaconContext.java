package org.waymark.world.beacon;

import org.waymark.edge.config.Topology;
import org.waymark.world.site.DropCounts;

/**
 * The parts that the propagation and registration rounds of a beacon server share.
 *
 * @param store the beacons to propagate and register
 * @param interfaces the states of the interfaces over which beacons arrive and leave
 * @param drops the counter of beacons that were dropped
 */
record BeaconContext(
    Topology topology,
    BeaconStore store,
    InterfaceStates interfaces,
    BeaconExtender extender,
    DropCounts drops) {}
