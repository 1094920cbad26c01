/**
 * Resolves path requests (PROTOCOL 6): determines which segments answer a request, and what to do
 * if these segments do not suffice.
 *
 * <pre>
 *  SegmentRequest (source, destination)           SegmentSource: a state, at a given time
 *             |                                        |
 *             +-------------> Resolver.resolve <-------+
 *                                    |
 *                                Resolution
 *                               /          \
 *         segments: UP, CORE, DOWN        NextStep: forward, keep pending, ask again, nothing
 *                 |                          |
 *       the server sends a reply       the server takes that step
 *                 |
 *       a host joins them into paths (package combination)
 * </pre>
 *
 * <p>Example: at 12:00:00 a host in 1-31 requests segments to 2-61 from its path server. The store
 * has two UP segments, from the core ASes 1-11 and 1-12, but no DOWN segment to 2-61. The
 * resolution has no segments, and its next step is {@code Forward}, over the UP segment with the
 * fewest hops, which is the one from 1-11. The server forwards the request and keeps it pending.
 * Some 30 ms later it has verified the reply of 1-11: three DOWN segments, from 2-21 to 2-61, and a
 * CORE segment from 2-21 to 1-11. Without waiting until these are recorded, the server resolves the
 * request again with an {@code OverlaySource} that contains them, and sends one UP, one CORE and
 * three DOWN segments. The UP segment from 1-12 is left out, because no CORE segment joins it. A
 * request at 12:10:00 gets these segments from the store at once; its next step is {@code
 * AskAgain}, because 1-11 may have better ones by then.
 *
 * <p>A {@link org.waymark.resolve.SegmentSource} is the state of a store ({@link
 * org.waymark.resolve.StoredSource}), or that state overlaid with segments and revocations that are
 * not recorded yet ({@link org.waymark.resolve.OverlaySource}).
 *
 * <p>Every result is a pure function of the arguments, which include the time. A resolver can be
 * used by several threads at once; a source belongs to one thread. The server resolves new requests
 * on the thread that received them, and pending ones on the threads that verify.
 */
package org.waymark.resolve;
