/**
 * The state of a replica: a fold of the log, stored as rows.
 *
 * <pre>
 *  applying thread                                             any thread
 *
 *  Store.apply      a batch of records of one topic            Store.view    for a request
 *       |                                                           |
 *  FactDecoder      decodes each value into a Fact             ReadView      a snapshot: state and
 *       |                                                                    positions of one commit
 *  EventsApply,     decide its effect by the rules of APPLY:
 *  TrustApply       one Applied per record
 *       |
 *  StateRows        puts rows, indexes and digest into a batch
 *       |
 *  Rows.commit      writes that batch and the positions, atomically
 *       |
 *  list of Applied  completes registrations, wakes pending requests
 * </pre>
 *
 * <p>Example: a replica has applied the events up to offset 139. The next batch, 140 to 142,
 * contains an UP segment, a revocation of one of its interfaces, and a tick. {@link
 * org.waymark.store.Store#apply} stores the segment ({@code Added}), removes it again ({@code
 * Revoked}, which names it), and finds that the tick is no later than the last effective one
 * ({@code TickIdle}). One commit writes the rows of the revocation, and the positions with next
 * offset 143. A view opened before that commit shows the state at 140, and one opened after it the
 * state at 143; no view ever shows the segment. Every 30 s the applying thread calls {@link
 * org.waymark.store.Store#flush}. If the process is killed before the next flush, the next process
 * starts from the previous flush, and applies 140 to 142 again with the same result.
 *
 * <p>Only the applying thread changes the state. The live tail, restarts, rebuilds and tests use
 * the same code. Views can be opened on any thread at any time and do not wait for apply. Only the
 * log changes the state, and only reads use a clock.
 *
 * <p>The packages are {@code row} (the rows), {@code apply} (the fold), {@code view} (reads),
 * {@code history} (reads of the past), {@code backing} (RocksDB or memory, and the checks of the
 * database on disk), {@code snapshot} (copies of a store) and {@code verify} (rows derived from
 * other rows).
 */
package org.waymark.store;
