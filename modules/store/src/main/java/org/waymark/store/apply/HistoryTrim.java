package org.waymark.store.apply;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.waymark.log.Topic;
import org.waymark.segment.AsInterface;
import org.waymark.segment.Hop;
import org.waymark.store.row.Family;
import org.waymark.store.row.HistoryKeys;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Prefixes;
import org.waymark.store.row.RecordSummary;
import org.waymark.store.row.RowBatch;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.SegmentChange;
import org.waymark.store.row.SegmentValue;
import org.waymark.store.row.StoredRow;

/**
 * Forgets the history of the earliest records. Every row that these records wrote has expired.
 * Therefore, neither the current state nor the state at any later known moment changes. Trust is
 * never forgotten. Not thread-safe.
 */
public final class HistoryTrim {
  private final RowSnapshot rows;
  private final RowBatch batch;

  /**
   * @param rows the rows after the last commit
   * @param batch the batch to which the deletions are added
   */
  public HistoryTrim(RowSnapshot rows, RowBatch batch) {
    this.rows = rows;
    this.batch = batch;
  }

  /**
   * Forgets the records between two offsets, earliest first.
   *
   * @param from the offset of the first record that has not been forgotten, or an earlier offset
   * @param to the offset after the last record to forget
   * @param cutMs a time in Unix milliseconds; no record to forget has a later record time
   * @param most the maximum number of records to forget
   * @return the offset after the last forgotten record, or {@code from} if no record was forgotten
   */
  public long between(long from, long to, long cutMs, int most) {
    List<StoredRow> records = new ArrayList<>();
    rows.scanFrom(
        Family.EVENTS,
        Keys.number(from),
        (key, value) -> {
          boolean goes = records.size() < most && Keys.number(key) < to;
          if (goes) {
            records.add(new StoredRow(key, value));
          }
          return goes;
        });
    if (records.isEmpty()) {
      return from;
    }
    for (StoredRow record : records) {
      forget(Keys.number(record.key()), RecordSummary.decode(record.value()));
      batch.delete(Family.EVENTS, record.key());
    }
    long last = Keys.number(records.getLast().key());
    forgetTimes(last);
    forgetOutlines(last);
    batch.put(Family.TIMES, HistoryKeys.TRIMMED_TO, Keys.number(cutMs));
    return last + 1;
  }

  private void forget(long offset, RecordSummary record) {
    switch (record.effect()) {
      case ADDED, REPLACED, IGNORED, KILLED_ON_ARRIVAL ->
          forgetVersion(offset, record.effect().changesState(), record.subject());
      case QUARANTINED -> {
        if (record.isOfSegment()) {
          forgetVersion(offset, false, record.subject());
        }
        forgetPast(Family.QUARANTINE, Keys.number(offset), offset);
      }
      case REVOKED -> {
        forgetKills(offset);
        forgetPast(Family.REVOCATIONS, record.subject(), offset);
      }
      case BLOCKED -> forgetPast(Family.BLOCKS, record.subject(), offset);
      case INTERFACE_DOWN -> forgetPast(Family.INTERFACE_DOWN, record.subject(), offset);
      case TICKED -> batch.delete(Family.TICKS, HistoryKeys.tick(offset));
      case TICK_IDLE, REVOCATION_KNOWN, RENEWAL_IGNORED -> {}
    }
    batch.delete(Family.BYTES, Keys.number(offset));
  }

  private void forgetVersion(long offset, boolean ofState, byte[] segment) {
    byte[] key = HistoryKeys.change(segment, ofState, offset);
    Optional<SegmentValue> version =
        batch.get(Family.HISTORY, key).flatMap(value -> SegmentChange.decode(key, value).version());
    batch.delete(Family.HISTORY, key);
    batch.delete(Family.COVERS, HistoryKeys.ofRecord(offset, segment));
    version.ifPresent(gone -> forgetIndexes(segment, ofState, gone));
  }

  /** Removes those index entries of a path that no remaining record needs. */
  private void forgetIndexes(byte[] segment, boolean ofState, SegmentValue gone) {
    List<SegmentChange> carrying = new ArrayList<>();
    batch.scan(
        Family.HISTORY,
        segment,
        (key, value) -> {
          SegmentChange change = SegmentChange.decode(key, value);
          if (change.version().isPresent()) {
            carrying.add(change);
          }
          return true;
        });
    if (carrying.isEmpty()) {
      HistoryKeys.pastByEnds(Keys.segment(segment), gone.hops())
          .forEach(end -> batch.delete(Family.PAST_BY_END, end));
    }
    if (ofState) {
      forgetInterfaces(segment, gone, carrying);
    }
  }

  private void forgetInterfaces(byte[] segment, SegmentValue gone, List<SegmentChange> carrying) {
    List<SegmentValue> stored =
        carrying.stream()
            .filter(change -> change.kind().isOfState())
            .map(change -> change.version().orElseThrow())
            .toList();
    if (stored.stream().anyMatch(gone::hasLinksOf)) {
      return;
    }
    Set<AsInterface> needed = new HashSet<>();
    stored.forEach(version -> needed.addAll(interfaces(version)));
    for (AsInterface one : interfaces(gone)) {
      if (!needed.contains(one)) {
        batch.delete(
            Family.PAST_BY_INTERFACE, HistoryKeys.pastByInterface(one.ia(), one.id(), segment));
      }
    }
  }

  private static Set<AsInterface> interfaces(SegmentValue version) {
    Set<AsInterface> found = new HashSet<>();
    for (List<Hop> hops : List.of(version.hops(), version.peers())) {
      for (Hop hop : hops) {
        found.add(new AsInterface(hop.ia(), hop.ingress()));
        found.add(new AsInterface(hop.ia(), hop.egress()));
      }
    }
    return found;
  }

  private void forgetKills(long offset) {
    rows.scan(
        Family.KILLS,
        Keys.number(offset),
        (kill, nothing) -> {
          byte[] segment = HistoryKeys.segmentOfRecord(kill);
          batch.delete(Family.HISTORY, HistoryKeys.change(segment, true, offset));
          batch.delete(Family.KILLS, kill);
          return true;
        });
  }

  private void forgetPast(Family family, byte[] prefix, long offset) {
    rows.scan(
        Family.PAST_ROWS,
        HistoryKeys.pastRow(family, prefix),
        (key, value) -> {
          if (HistoryKeys.invertedOffset(key) == offset) {
            batch.delete(Family.PAST_ROWS, key);
          }
          return true;
        });
  }

  /** Removes the outlines of states that are no longer known. */
  private void forgetOutlines(long lastOffset) {
    rows.scanFrom(
        Family.OUTLINES,
        HistoryKeys.outline(lastOffset),
        (key, value) -> {
          batch.delete(Family.OUTLINES, key);
          return true;
        });
  }

  private void forgetTimes(long lastOffset) {
    byte[] topic = HistoryKeys.latestTime(Topic.EVENTS);
    rows.scanFrom(
        Family.TIMES,
        HistoryKeys.time(Topic.EVENTS, Long.MIN_VALUE),
        (key, value) -> {
          boolean goes = Prefixes.has(key, topic) && Keys.number(value) <= lastOffset;
          if (goes) {
            batch.delete(Family.TIMES, key);
          }
          return goes;
        });
  }
}
