/**
 * Runs replicas in a faulty environment: on a full disk, with a wrong clock, and with a network or
 * a broker that is slow, stalls, or drops connections.
 *
 * <p>Start at {@link org.waymark.faults.environment.EnvironmentSuite}. Slow disks are part of
 * {@link org.waymark.faults.syscall.SyscallSuite}. Single lost packets are not covered: they
 * require kernel rules that would affect other programs on the machine, and TCP turns them into
 * delays, which are covered.
 */
package org.waymark.faults.environment;
