/**
 * Replicas report what they have applied, and compare their digests (ARCHITECTURE, Reports).
 *
 * <p>{@link org.waymark.server.replicas.ReplicaReports} appends a report at every tick, and handles
 * the reports that {@link org.waymark.server.replicas.AuditReader} reads. {@link
 * org.waymark.server.replicas.DigestComparison} compares the digests; its results depend only on
 * its input.
 */
package org.waymark.server.replicas;
