/**
 * Runs groups of one to five replicas on one virtual clock and one thread, with all kinds of faults
 * in processes, disks, clocks and the log, and checks every promise after each run.
 *
 * <p>{@link org.waymark.faults.simulation.SimulationSuite} performs the runs. A run is a {@link
 * org.waymark.faults.simulation.ReplicaGroup}, the clients that use it, the faults that are
 * injected into it, and a {@link org.waymark.faults.simulation.LogModel}, which applies the written
 * rules to the same log. The same seed results in the same run, byte for byte.
 */
package org.waymark.faults.simulation;
