/**
 * Beacon servers: they originate beacons at core ASes, propagate those they receive, and register
 * the resulting segments with path servers (PROTOCOL 1, 2.1, 2.5).
 *
 * <p>{@link org.waymark.world.beacon.BeaconServer} is the service. {@code InterfaceStates} knows
 * which interfaces are up, {@code BeaconIntake} verifies received beacons, {@code BeaconStore}
 * keeps the best of them, and {@code BeaconExtender} adds the AS entry of this AS.
 */
package org.waymark.world.beacon;
