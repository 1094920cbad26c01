/**
 * Runs groups of one to five replicas on one virtual clock and one thread, with every fault of
 * processes, disks, clocks and the log, and checks everything that is promised of a run.
 *
 * <p>{@link org.waymark.faults.simulation.SimulationSuite} performs the runs. A run is a {@link
 * org.waymark.faults.simulation.ReplicaGroup}, the clients that use it, the faults that strike it,
 * and a {@link org.waymark.faults.simulation.LogModel}, which applies the written rules to the same
 * log. The same seed results in the same run, byte for byte.
 */
package org.waymark.faults.simulation;
