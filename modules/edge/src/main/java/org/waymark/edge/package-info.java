/**
 * Transports, start-up files, and the assembly of a replica.
 *
 * <ul>
 *   <li>{@link org.waymark.edge.Replica} is a running replica: its log, store, server and
 *       transports. {@code ReplicaStart} is the only place where they are assembled, after {@code
 *       StartupChecks} has found that log and store belong to the AS.
 *   <li>{@link org.waymark.edge.udp.ScionUdp} carries SCION packets, directly over UDP or through
 *       the {@link org.waymark.edge.dispatcher dispatcher} of the host.
 *   <li>{@link org.waymark.edge.config.ReplicaConfig}, {@link org.waymark.edge.config.Topology} and
 *       {@link org.waymark.edge.config.CertificateFolder} are read at the start of a replica. An
 *       error in a file is reported as a {@link org.waymark.edge.config.StartupException} that
 *       names the file, the key and what was expected.
 * </ul>
 */
package org.waymark.edge;
