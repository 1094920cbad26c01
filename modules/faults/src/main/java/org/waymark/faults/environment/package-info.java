/**
 * Runs replicas in bad surroundings: on a full disk, with a wrong clock, and with a network or a
 * broker that delays, stalls and cuts.
 *
 * <p>Start at {@link org.waymark.faults.environment.EnvironmentSuite}. Slow disks are part of
 * {@link org.waymark.faults.syscall.SyscallSuite}. Single lost packets are not covered: they need
 * rules in the kernel that would affect other programs of the machine, and TCP turns them into
 * delays, which are covered.
 */
package org.waymark.faults.environment;
