/**
 * Real processes for fault injection: replicas and Kafka brokers in child processes, with
 * registrations, revocations and requests over UDP, and the checks after a run.
 *
 * <p>A run opens a {@link org.waymark.faults.process.ProcessWorld}, starts {@link
 * org.waymark.faults.process.ReplicaProcess replicas}, lets a {@link
 * org.waymark.faults.process.Load} send messages to them while it injects faults, and ends with
 * {@link org.waymark.faults.process.ProcessWorld#verify}.
 *
 * <p>Children end when this process ends, because their standard input closes.
 */
package org.waymark.faults.process;
