/**
 * Beacon servers: they originate beacons at core ASes, propagate what they receive, and register
 * the segments that come of it at path servers (PROTOCOL 1, 2.1, 2.5).
 *
 * <p>{@link org.waymark.world.beacon.BeaconServer} is the service. Its parts: which interfaces live
 * ({@code InterfaceStates}), which beacons are held ({@code BeaconStore}), which are believed
 * ({@code BeaconIntake}), how one is extended ({@code BeaconExtender}).
 */
package org.waymark.world.beacon;
