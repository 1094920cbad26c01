package org.waymark.server.block;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.Appended;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;
import org.waymark.server.context.ServerContext;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.FaultPlace;
import org.waymark.server.report.ServerMetrics;
import org.waymark.store.row.Row;
import org.waymark.store.view.ReadView;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.RecordKeys;
import org.waymark.wire.event.RowKind;

/**
 * Renews the blocks that an operator set for longer than 24 h. The end that the operator asked for
 * is in the row of the block, so every replica knows it. A renewal is appended when the block ends
 * within 12 h. So the replicas may be stopped, or the log unreachable, for that long, and every
 * block that is in force has a record within the horizon.
 *
 * <p>A block may lapse all the same, if no replica could append for longer. It is renewed as soon
 * as one can. Until then, no tick may remove its row, which alone tells the end that was asked for.
 *
 * <p>Renewals of two replicas do no harm. A renewal that comes after the operator has lifted or
 * replaced the block changes nothing (APPLY, Interface-down and block).
 *
 * <p>Stateless. {@link #renew} runs on the timer thread, and the result of an append is handled on
 * a thread of the log.
 */
public final class BlockRenewal {
  private static final Logger log = LoggerFactory.getLogger(BlockRenewal.class);

  private static final long DUE_MS = TimeUnit.HOURS.toMillis(12);

  /** The maximum number of blocks renewed at a time; the others follow at the next tick. */
  private static final int MOST = 100;

  private final String replicaId;
  private final EventLog eventLog;
  private final ServingStore store;
  private final IntSupplier schema;
  private final Clock clock;
  private final ServerMetrics metrics;

  public BlockRenewal(ServerContext context) {
    replicaId = context.settings().replicaId();
    eventLog = context.eventLog();
    store = context.store();
    schema = context.schema();
    clock = context.clock();
    metrics = context.metrics();
  }

  /**
   * Appends renewals of the blocks that end soon, but are to last longer.
   *
   * @return the earliest end of these blocks, in Unix milliseconds; the largest long if there are
   *     none. A tick at or after this time could remove the row of a block that has lapsed
   * @throws org.waymark.store.row.StoreException if the store cannot be read
   */
  public long renew() {
    // Apply compares the ends of blocks with the log's clock.
    long nowMs = clock.wallMs() + eventLog.clockSkewMs();
    List<Row.Block> due;
    try (ReadView view = store.view()) {
      due =
          view.rows(RowKind.BLOCK).stream()
              .map(Row.Block.class::cast)
              .filter(block -> isDue(block, nowMs))
              .toList();
    }
    due.stream().limit(MOST).forEach(block -> renew(block, nowMs));
    return due.stream().mapToLong(Row.Block::endMs).min().orElse(Long.MAX_VALUE);
  }

  private static boolean isDue(Row.Block block, long nowMs) {
    return block.endMs() < block.untilMs()
        && block.endMs() < nowMs + DUE_MS
        && nowMs < block.untilMs();
  }

  private void renew(Row.Block block, long nowMs) {
    long endMs = Math.min(block.untilMs(), nowMs + EventBody.BlockEvent.LONGEST_MS);
    EventBody body =
        new EventBody.BlockEvent(
            block.subject(), endMs, block.reason(), block.untilMs(), block.operator());
    eventLog
        .append(
            Topic.EVENTS,
            new Entry(
                RecordKeys.block(block.subject()),
                body.kind(),
                EventCodec.encode(Event.own(schema.getAsInt(), replicaId, body))))
        .whenComplete(
            (appended, failure) -> {
              if (failure == null) {
                tellRenewed(block, nowMs, endMs, appended);
              } else {
                // The holder of the lease tries again at its next tick.
                metrics.fault(FaultPlace.RENEWAL);
                log.debug(
                    "Could not renew the block of {}: {}", block.subject(), failure.getMessage());
              }
            });
  }

  private static void tellRenewed(Row.Block block, long nowMs, long endMs, Appended appended) {
    if (block.endMs() <= nowMs) {
      log.warn(
          "The block of {} lapsed at {}, because no replica could renew it in time",
          block.subject(),
          Instant.ofEpochMilli(block.endMs()));
    }
    log.info(
        "Renewed the block of {}, which {} set until {}: it now ends at {} (offset {})",
        block.subject(),
        block.operator(),
        Instant.ofEpochMilli(block.untilMs()),
        Instant.ofEpochMilli(endMs),
        appended.offset());
  }
}
