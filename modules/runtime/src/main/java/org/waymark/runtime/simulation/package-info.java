/**
 * Simulated implementations of the ports: time that passes only on command, and a network that
 * loses, delays, repeats and reorders datagrams.
 *
 * <p>A simulated world has one {@link org.waymark.runtime.simulation.VirtualClock} and one {@link
 * org.waymark.runtime.simulation.SimulatedTimers}, which alone makes time pass; a leap moves only
 * the wall clock. Everything happens on the thread that drives the simulation. All randomness comes
 * from seeds: the same seeds and the same calls result in the same run, byte for byte.
 */
package org.waymark.runtime.simulation;
