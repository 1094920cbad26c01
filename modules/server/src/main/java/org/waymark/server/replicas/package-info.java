/**
 * Reports of the replicas on what they have applied, and the comparison of their digests
 * (ARCHITECTURE, Reports).
 *
 * <p>{@link org.waymark.server.replicas.ReplicaReports} appends a report at every tick, and keeps
 * those that {@link org.waymark.server.replicas.AuditReader} reads. {@link
 * org.waymark.server.replicas.DigestComparison} compares them, as a pure function.
 */
package org.waymark.server.replicas;
