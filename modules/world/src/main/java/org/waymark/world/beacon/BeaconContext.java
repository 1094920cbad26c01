package org.waymark.world.beacon;

import org.waymark.edge.config.Topology;
import org.waymark.world.site.DropCounts;

/**
 * What the rounds of a beacon server stand on.
 *
 * @param store of the beacons that are held
 * @param interfaces by which they came and go
 * @param drops counts what comes to nothing
 */
record BeaconContext(
    Topology topology,
    BeaconStore store,
    InterfaceStates interfaces,
    BeaconExtender extender,
    DropCounts drops) {}
