package org.waymark.store.apply;

import java.util.List;
import java.util.Optional;
import org.waymark.log.Topic;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.store.row.EventSource;
import org.waymark.store.row.Family;
import org.waymark.store.row.HistoryKeys;
import org.waymark.store.row.Keys;
import org.waymark.store.row.RecordSummary;
import org.waymark.store.row.RowBatch;
import org.waymark.store.row.SegmentChange;
import org.waymark.store.row.SegmentValue;
import org.waymark.wire.event.ReasonCode;

/**
 * Writes the effect of each record on each row into the history tables. This happens in the batch
 * that changes the state, so that history and state never differ after a crash. Writing history
 * does not read or change the state. Not thread-safe.
 *
 * <p>This class is open for extension so that a benchmark can measure apply without writing
 * history.
 */
public class HistoryWriter {
  /** The minimum number of records between outlines. */
  public static final long OUTLINE_EVERY = OutlineWriter.EVERY;

  private final RowBatch batch;
  private final Topic topic;
  private final Optional<OutlineWriter> outlines;
  private long latestMs;
  private long offset;
  private long recordTimeMs;

  /**
   * @param batch the batch that collects the changes made by the topic's records
   */
  public HistoryWriter(RowBatch batch, Topic topic) {
    this(batch, topic, OUTLINE_EVERY);
  }

  /**
   * @param batch the batch with the changes by records of the topic
   * @param outlineEvery the minimum number of records between outlines
   */
  public HistoryWriter(RowBatch batch, Topic topic, long outlineEvery) {
    this.batch = batch;
    this.topic = topic;
    outlines =
        topic == Topic.EVENTS
            ? Optional.of(new OutlineWriter(batch, outlineEvery))
            : Optional.empty();
    latestMs =
        batch
            .get(Family.TIMES, HistoryKeys.latestTime(topic))
            .map(Keys::number)
            .orElse(Long.MIN_VALUE);
  }

  /** Begins a record. Everything written until the next call counts as its effect. */
  public void begin(long recordOffset, long timeMs) {
    outlines.ifPresent(writer -> writer.before(recordOffset));
    offset = recordOffset;
    recordTimeMs = timeMs;
    if (timeMs > latestMs) {
      latestMs = timeMs;
      batch.put(Family.TIMES, HistoryKeys.time(topic, timeMs), Keys.number(offset));
      batch.put(Family.TIMES, HistoryKeys.latestTime(topic), Keys.number(timeMs));
    }
  }

  /** Writes the effect of the record on a path. */
  public void segment(
      byte[] segment,
      SegmentChange.Kind kind,
      long cause,
      EventSource source,
      Optional<SegmentValue> version) {
    batch.put(
        Family.HISTORY,
        HistoryKeys.change(segment, kind.isOfState(), offset),
        new SegmentChange(offset, kind, cause, source, version).encode());
    switch (kind) {
      case ADDED -> stored(RecordSummary.Effect.ADDED, segment, version);
      case REPLACED -> stored(RecordSummary.Effect.REPLACED, segment, version);
      case IGNORED -> summary(RecordSummary.Effect.IGNORED, segment);
      case KILLED_ON_ARRIVAL -> summary(RecordSummary.Effect.KILLED_ON_ARRIVAL, segment);
      case QUARANTINED -> summary(RecordSummary.Effect.QUARANTINED, segment);
      case KILLED -> batch.put(Family.KILLS, HistoryKeys.ofRecord(offset, segment), Keys.NONE);
    }
  }

  /** {@return whether the record, or an earlier one, was recorded after the time} */
  boolean hasPassed(long timeMs) {
    return latestMs > timeMs;
  }

  /** Writes that the record stored a version of a path while no valid one was stored. */
  public void covered(byte[] segment) {
    batch.put(Family.COVERS, HistoryKeys.ofRecord(offset, segment), Keys.NONE);
  }

  /** Writes that the version was quarantined. */
  public void quarantined(
      SegmentKey key, ReasonCode reason, EventSource source, SegmentValue version) {
    notStored(key, SegmentChange.Kind.QUARANTINED, reason.number(), source, version);
  }

  /**
   * Writes that the version was not stored. The path is indexed here, because it may be that no
   * version of the path was ever stored.
   */
  public void notStored(
      SegmentKey key,
      SegmentChange.Kind kind,
      long cause,
      EventSource source,
      SegmentValue version) {
    indexByEnds(key, version.hops());
    segment(Keys.segment(key), kind, cause, source, Optional.of(version));
  }

  /** Indexes a path for as long as its history is kept. */
  public void index(SegmentKey key, byte[] segment, List<Hop> hops, List<Hop> peers) {
    indexByEnds(key, hops);
    hops.forEach(hop -> byInterface(hop, segment));
    peers.forEach(hop -> byInterface(hop, segment));
  }

  private void indexByEnds(SegmentKey key, List<Hop> hops) {
    HistoryKeys.pastByEnds(key, hops).forEach(end -> batch.put(Family.PAST_BY_END, end, Keys.NONE));
  }

  private void byInterface(Hop hop, byte[] segment) {
    byInterface(hop.ia(), hop.ingress(), segment);
    byInterface(hop.ia(), hop.egress(), segment);
  }

  private void byInterface(IsdAs ia, long interfaceId, byte[] segment) {
    if (interfaceId != 0) {
      batch.put(
          Family.PAST_BY_INTERFACE,
          HistoryKeys.pastByInterface(ia, interfaceId, segment),
          Keys.NONE);
    }
  }

  /** Writes that a row of any kind except segment was stored. */
  public void row(Family family, byte[] key, byte[] value) {
    batch.put(Family.PAST_ROWS, HistoryKeys.pastRow(family, key, offset), value);
  }

  /** Writes that the record was an effective tick. */
  public void ticked(long tickMs) {
    batch.put(Family.TICKS, HistoryKeys.tick(offset), Keys.number(tickMs));
  }

  /** Writes the summary of a record that stored no version. */
  public void summary(RecordSummary.Effect effect, byte[] subject) {
    put(RecordSummary.of(recordTimeMs, effect, subject));
  }

  /** Writes the summary of a revocation that took effect. */
  public void revoked(byte[] subject, EventSource source) {
    put(RecordSummary.ofRevocation(recordTimeMs, subject, source));
  }

  private void stored(RecordSummary.Effect effect, byte[] segment, Optional<SegmentValue> version) {
    put(RecordSummary.ofVersion(effect, segment, version.orElseThrow()));
  }

  private void put(RecordSummary record) {
    batch.put(Family.EVENTS, Keys.number(offset), record.encode());
  }
}
