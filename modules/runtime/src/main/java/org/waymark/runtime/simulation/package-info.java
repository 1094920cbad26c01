/**
 * Simulated forms of the ports: time that passes when told to, and a network that loses, delays,
 * repeats and reorders.
 *
 * <p>A simulated world has one {@link org.waymark.runtime.simulation.VirtualClock} and one {@link
 * org.waymark.runtime.simulation.SimulatedTimers}, which is also the only thing that makes time
 * pass; a leap moves the wall clock alone. Everything happens on the thread that drives it. All
 * randomness comes from seeds: the same seeds and the same calls give the same run, byte for byte.
 */
package org.waymark.runtime.simulation;
