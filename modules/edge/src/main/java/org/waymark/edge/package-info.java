/**
 * The edge of a replica: transports, start-up files, and the assembly.
 *
 * <p>{@code ReplicaStart} alone assembles log, store, server and transports into a {@link
 * org.waymark.edge.Replica}. In a real replica, a message is processed on these threads:
 *
 * <pre>
 *  thread               step
 *  udp-PORT             receives a datagram (behind a dispatcher: unix-SOCKET)
 *                       ScionUdp: decodes the packet and the message, or drops and counts it
 *                       PathServer: answers a request from the store at once;
 *                                   queues registrations and revocations
 *  waymark-verify-N     checks a registration or revocation and verifies signatures;
 *                       answers the pending requests that were waiting for the segment;
 *                       appends the event to the log, without waiting for the broker
 *  waymark-read-.TOPIC  reads the record back from the log
 *  waymark-apply        applies it to the store, and completes its registration
 *  timers               retries, lease, log watch, start-up files, lag
 *
 *  The thread that sends a packet calls FirstHop to find the border router or host to use.
 * </pre>
 *
 * <p>Example: at 12:00:00.000 a host in 1-31 requests segments to 1-61 from its path server, which
 * has none stored. The receive thread finds nothing, forwards the request over an UP segment to the
 * core AS 1-11, and keeps it pending. At .030 the reply of 1-11 arrives with two DOWN segments, and
 * the receive thread queues one task for each. At .034 both segments are verified, and the thread
 * that verified the second segment resolves the pending request again, and sends the segments to
 * the host. At .038 the applying thread applies their records. From then on, the store has the
 * segments, so a request from another host at .050 is answered at once, on the receive thread.
 *
 * <p>Callers in the same process use the methods of {@link org.waymark.edge.Replica}, which return
 * futures and tokens (ARCHITECTURE, Tokens). A registration takes the same way from the worker
 * threads on; a read that has to wait for the state of its token continues on a worker thread.
 *
 * <p>In a simulation there are no threads: {@code SimulatedExecution} takes the same steps on the
 * thread that drives the simulation.
 *
 * <p>The packages:
 *
 * <ul>
 *   <li>{@link org.waymark.edge.udp} carries SCION packets, directly over UDP or through the {@link
 *       org.waymark.edge.dispatcher dispatcher} of the host; {@link org.waymark.edge.client} is the
 *       client side, for commands and tests.
 *   <li>{@link org.waymark.edge.config} reads the start-up files and watches them. An error in a
 *       file is reported as a {@link org.waymark.edge.config.StartupException} that names the file,
 *       the key and what was expected.
 *   <li>{@link org.waymark.edge.trust} compares the certificate folder with the log.
 *   <li>{@link org.waymark.edge.metrics} reports the state of the replica.
 * </ul>
 */
package org.waymark.edge;
