/**
 * Beacon servers, which originate beacons in core ASes, propagate received beacons, and register
 * the resulting segments with path servers (PROTOCOL 1, 2.1, 2.5).
 *
 * <p>{@link org.waymark.world.beacon.BeaconServer} is the service. {@code InterfaceStates} tracks
 * which interfaces are up, {@code BeaconIntake} verifies received beacons, {@code BeaconStore}
 * keeps the best of them, and {@code BeaconExtender} adds the entry of this AS.
 */
package org.waymark.world.beacon;
