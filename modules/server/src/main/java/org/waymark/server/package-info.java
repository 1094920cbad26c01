/**
 * A path server without sockets. It handles each message from decoding to the answer.
 *
 * <p>{@link org.waymark.server.PathServer} receives decoded messages and dispatches them by kind.
 * {@link org.waymark.server.ServerCore} assembles the parts. Nothing in this module changes the
 * store directly: a handler appends an event to the log, and the follower applies the events that
 * it reads from the log. A message therefore takes effect in the same way on the replica that
 * received it and on all others.
 *
 * <h2>Threads</h2>
 *
 * <ul>
 *   <li>A <i>receiving thread</i> of the transport calls {@code PathServer}. It answers requests,
 *       and queues the work that may lead to an append.
 *   <li><i>Verification threads</i> ({@code waymark-verify-N}) take the queued work of one sender
 *       after another; they verify, append and retry. They never wait for the log.
 *   <li>A <i>reading thread</i> per topic and the <i>applying thread</i> ({@code waymark-apply})
 *       replay the log into the store. {@code waymark-follow} supervises them.
 *   <li>Another reading thread ({@code waymark-read-audit}) reads the reports of other replicas.
 *   <li>The <i>timer thread</i> starts the work that is due once a second: retries, clean-up,
 *       recording of held entries, ticks, propagation.
 * </ul>
 *
 * <h2>A registration</h2>
 *
 * <p>A beacon server registers an UP segment with replica 1.
 *
 * <ol>
 *   <li>Receiving thread: {@code PathServer} queues one unit of work per segment ({@code work}). If
 *       the queue is full, the oldest work of the busiest source is dropped.
 *   <li>Verification thread: {@code RegistrationHandler} ({@code registration}) checks whether the
 *       segment is already known, and then its times, shape, type and signatures. If a TRC or chain
 *       is missing, the segment is parked ({@code trust}) and registered again later. If a waiting
 *       revocation kills it, only that revocation is recorded.
 *   <li>Verification thread: the segment is verified. Pending requests that it answers are answered
 *       now ({@code request}). Damping and budgets decide whether it is appended.
 *   <li>Verification thread: {@code EventAppender} ({@code append}) hands the event to the log and
 *       returns at once. If the log cannot be reached, the segment is held instead ({@code
 *       outage}), and {@code OutageRecorder} appends it once the log can be reached again.
 *   <li>Reading and applying thread, on every replica: {@code Follower} ({@code replay}) reads the
 *       record and applies it. From then on, the segment is stored and included in answers.
 *   <li>Applying thread of replica 1: the outcome, <i>added at offset 17</i>, completes and is
 *       logged ({@code outcome}, {@code report}). If the record is not applied within 5 s, the
 *       timer thread completes it as <i>unknown</i>. The protocol has no answer to a registration.
 * </ol>
 *
 * <h2>A path request</h2>
 *
 * <p>A host requests the segments to another AS.
 *
 * <ol>
 *   <li>Receiving thread: {@code RequestHandler} ({@code request}) resolves the request against a
 *       snapshot of the held entries and a view of the store. If segments are found, the reply is
 *       reduced to what fits into one datagram and sent, which completes the request.
 *   <li>Receiving thread: otherwise the request becomes pending, and is forwarded to a core AS over
 *       a stored segment. Both can happen for the same request, as when a core server finds only
 *       some of the segments.
 *   <li>Verification thread: the reply of the core AS arrives, and its segments are registered as
 *       described above. When the last segment has been verified, {@code Retries} resolves the
 *       request again and answers it, without waiting for the append.
 *   <li>If another replica received the segments instead, the applying thread reports the changes,
 *       and a verification thread answers.
 *   <li>Timer thread: retries all pending requests once a second. After 2 s a request is dropped
 *       without an answer.
 * </ol>
 *
 * <h2>A revocation</h2>
 *
 * <p>A link fails, and a host passes its revocation on to replica 1.
 *
 * <ol>
 *   <li>Receiving thread: {@code PathServer} queues the revocation, whether it arrived in a message
 *       or in an SCMP packet.
 *   <li>Verification thread: {@code RevocationHandler} ({@code revocation}) checks that the
 *       revocation is valid and current, and whether it matches a stored or held segment. If it
 *       matches none, it waits in {@code UnprovenRevocations} for such a segment, and the timer
 *       thread drops it when it is no longer in force.
 *   <li>Verification thread: a proven revocation is appended like a segment, or held while the log
 *       cannot be reached.
 *   <li>Applying thread, on every replica: apply removes the segments that the revocation kills,
 *       and stores the revocation so that it also blocks later segments.
 *   <li>Verification thread, only on replica 1: {@code RevocationForwarding} sends the revocation
 *       to core ASes over the remaining segments.
 * </ol>
 *
 * <h2>Packages</h2>
 *
 * <ul>
 *   <li>{@code registration}: segments, from the received record to the outcome.
 *   <li>{@code revocation}: revocations, from receipt to the outcome; unproven revocations wait in
 *       memory.
 *   <li>{@code request}: path requests, from receipt to answer.
 *   <li>{@code token}: reads and writes of callers in the same process, with tokens.
 *   <li>{@code trust}: TRCs and chains, requested, received and served; segments that wait for
 *       them.
 *   <li>{@code propagation}: the tasks of the holder of the lease: ticks, and DOWN segments for the
 *       other core ASes.
 *   <li>{@code append}: appending to the log, and waiting until the record is applied.
 *   <li>{@code outage}: segments and revocations held in memory while the log cannot be reached;
 *       {@code recorder} appends them afterwards.
 *   <li>{@code replay}: the follower, which is the only writer of the store, and readiness.
 *   <li>{@code replicas}: reports of the replicas on what they have applied, and the comparison of
 *       their digests.
 *   <li>{@code work}: the verification threads and their queues.
 *   <li>{@code report}: log lines, counters, and starts, stops and rejections in {@code .audit}.
 *   <li>{@code message}, {@code outcome}, {@code settings}: types that the other packages share.
 * </ul>
 */
package org.waymark.server;
