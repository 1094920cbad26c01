/**
 * Real processes to break: replicas and Kafka brokers as child processes, registrations,
 * revocations and requests over UDP, and the checks that follow.
 *
 * <p>A run opens a {@link org.waymark.faults.process.ProcessWorld}, starts {@link
 * org.waymark.faults.process.ReplicaProcess replicas}, lets a {@link
 * org.waymark.faults.process.Load} work against them while it breaks something, and ends with
 * {@link org.waymark.faults.process.ProcessWorld#verify}.
 *
 * <p>Children end when this process ends, because their standard input closes.
 */
package org.waymark.faults.process;
