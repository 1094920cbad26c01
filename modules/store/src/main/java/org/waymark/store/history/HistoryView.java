package org.waymark.store.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.waymark.log.LastRecord;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.store.apply.TrustImage;
import org.waymark.store.row.EventSource;
import org.waymark.store.row.Family;
import org.waymark.store.row.FoldStart;
import org.waymark.store.row.HistoryKeys;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Positions;
import org.waymark.store.row.Prefixes;
import org.waymark.store.row.RecordSummary;
import org.waymark.store.row.Row;
import org.waymark.store.row.RowCodec;
import org.waymark.store.row.RowEnds;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.RowTotals;
import org.waymark.store.row.SegmentChange;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredRow;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.row.TopicPosition;
import org.waymark.store.row.VersionBytes;
import org.waymark.store.row.VersionPointer;
import org.waymark.store.view.ReadView;
import org.waymark.store.view.StoredRevocation;
import org.waymark.store.view.ViewDecoders;
import org.waymark.wire.event.BlockSubject;

/**
 * The history of a store, up to the state at the time the view was opened.
 *
 * <p>A point in the past is an offset of {@code .events}: the state before the record with that
 * offset was applied. {@link #nextAt} converts instants, in Unix milliseconds, into offsets. A view
 * is for one thread at a time, and must be closed after use.
 */
public final class HistoryView implements AutoCloseable {
  private final RowSnapshot rows;
  private final Positions now;
  private final ViewDecoders decoders;
  private final long aheadMs;
  private final PathIndex paths;
  private final PastValues values;
  private final RememberedVersions remembered;

  /**
   * @param rows closed together with the view
   * @param aheadMs the maximum time by which a segment's timestamp may be later than its record
   *     time, as configured for apply
   */
  public HistoryView(RowSnapshot rows, ViewDecoders decoders, Positions now, long aheadMs) {
    this.rows = rows;
    this.decoders = decoders;
    this.now = now;
    this.aheadMs = aheadMs;
    this.paths = new PathIndex(rows);
    this.values = new PastValues(rows, decoders);
    this.remembered = new RememberedVersions(rows);
  }

  /**
   * {@return the offset of the first record whose effects are known; {@link #next} if no effects
   * are known}
   */
  public long first() {
    return rows.firstFrom(Family.EVENTS, Keys.NONE)
        .map(row -> Keys.number(row.key()))
        .orElse(next());
  }

  /** {@return the offset of the first record that had not been applied} */
  public long next() {
    return next(Topic.EVENTS);
  }

  /** {@return the position after the last applied record; empty if none was applied} */
  public Optional<Position> position() {
    return now.position(Topic.EVENTS);
  }

  private long next(Topic topic) {
    return now.position(topic).map(Position::nextOffset).orElse(0L);
  }

  /** {@return the AS that owns the log, if a record names it} */
  public Optional<IsdAs> owner() {
    return now.owner();
  }

  /**
   * {@return the offset of the first record of the topic that was recorded after the instant} The
   * state at the instant reflects exactly the records before this offset, although record times are
   * not monotonic.
   */
  public long nextAt(Topic topic, long instantMs) {
    return later(topic, instantMs).map(row -> Keys.number(row.value())).orElse(next(topic));
  }

  private Optional<StoredRow> later(Topic topic, long instantMs) {
    return instantMs == Long.MAX_VALUE
        ? Optional.empty()
        : rows.firstFrom(
            Family.TIMES, HistoryKeys.time(topic, instantMs + 1), HistoryKeys.latestTime(topic));
  }

  /**
   * {@return whether the state before the record equals the state that a fold from offset 0 would
   * have} If it does not, rows may be missing because this store never read, or has forgotten,
   * their records.
   */
  public boolean isComplete(long next) {
    return first() <= next
        && next <= next()
        && lastTick(next).timeMs() >= start().completeFromMs(aheadMs);
  }

  private FoldStart start() {
    return rows.get(Family.TIMES, HistoryKeys.TRIMMED_TO)
        .map(trimmed -> (FoldStart) new FoldStart.Cold(Keys.number(trimmed)))
        .orElse(now.start());
  }

  /** {@return a summary of the record at the offset, if its effect is known} */
  public Optional<RecordSummary> record(long offset) {
    return rows.get(Family.EVENTS, Keys.number(offset)).map(RecordSummary::decode);
  }

  /** Receives summaries of records in the order of offsets. */
  @FunctionalInterface
  public interface RecordVisitor {
    /**
     * Takes one summary.
     *
     * @return whether to continue
     */
    boolean record(long offset, RecordSummary summary);
  }

  /** Visits the records from one offset up to, but not including, another. */
  public void records(long from, long to, RecordVisitor visitor) {
    rows.scanFrom(
        Family.EVENTS,
        Keys.number(from),
        (key, value) -> {
          long offset = Keys.number(key);
          return offset < to && visitor.record(offset, RecordSummary.decode(value));
        });
  }

  /** {@return the last effective tick before the record; {@link Tick#NONE} if there is none} */
  public Tick lastTick(long next) {
    return next == 0
        ? Tick.NONE
        : rows.firstFrom(Family.TICKS, HistoryKeys.tick(next - 1))
            .map(row -> new Tick(HistoryKeys.invertedOffset(row.key()), Keys.number(row.value())))
            .orElse(Tick.NONE);
  }

  /**
   * {@return the effects of all records on the path, including records that changed nothing,
   * earliest first}
   */
  public List<SegmentChange> changes(SegmentKey key) {
    return changes(key, 0, Long.MAX_VALUE);
  }

  /**
   * {@return the effects on the path of the records in a range of offsets, including records that
   * changed nothing, earliest first}
   *
   * @param to the offset after the last record
   */
  public List<SegmentChange> changes(SegmentKey key, long from, long to) {
    if (from >= to) {
      return List.of();
    }
    byte[] segment = Keys.segment(key);
    List<SegmentChange> found = new ArrayList<>();
    for (boolean ofState : new boolean[] {true, false}) {
      byte[] prefix = HistoryKeys.changes(segment, ofState);
      // Later records come first.
      rows.scanFrom(
          Family.HISTORY,
          HistoryKeys.change(segment, ofState, to - 1),
          (row, value) -> {
            if (!Prefixes.has(row, prefix)) {
              return false;
            }
            SegmentChange change = SegmentChange.decode(row, value);
            return change.offset() >= from && found.add(change);
          });
    }
    found.sort(Comparator.comparingLong(SegmentChange::offset));
    return List.copyOf(found);
  }

  /**
   * {@return the effect on the path of the record at the offset, if that record concerned the path}
   */
  public Optional<SegmentChange> change(SegmentKey key, long offset) {
    byte[] segment = Keys.segment(key);
    return change(HistoryKeys.change(segment, true, offset))
        .or(() -> change(HistoryKeys.change(segment, false, offset)));
  }

  private Optional<SegmentChange> change(byte[] row) {
    return rows.get(Family.HISTORY, row).map(value -> SegmentChange.decode(row, value));
  }

  /** {@return the source of a record that concerned the path} */
  public Optional<EventSource> source(SegmentKey key, long offset) {
    return change(key, offset).map(SegmentChange::source);
  }

  /**
   * {@return the paths with the requested ends that occur in any record, including records that had
   * no effect, in key order}
   */
  public List<SegmentKey> segments(SegmentQuery query) {
    return segments(query, Integer.MAX_VALUE);
  }

  /**
   * {@return the paths with the requested ends that occur in any record, up to a limit}
   *
   * @param limit the maximum number of results
   */
  public List<SegmentKey> segments(SegmentQuery query, int limit) {
    return paths.segments(query, limit);
  }

  /**
   * {@return the paths whose ids begin with these hexadecimal digits and that occur in any record,
   * including records that had no effect, in key order}
   *
   * @param digits an even number of digits
   * @param limit the maximum number of results
   */
  public List<SegmentKey> segments(String digits, int limit) {
    return paths.segments(digits, limit);
  }

  /** {@return all paths that have used the interface, in key order} */
  public List<SegmentKey> segmentsUsing(IsdAs ia, long interfaceId) {
    return paths.segmentsUsing(ia, interfaceId);
  }

  /**
   * {@return the ASes with interfaces that paths have used, or that revocations or reports have
   * named, in order}
   */
  public List<IsdAs> ases() {
    return paths.ases();
  }

  /**
   * {@return the interfaces of the AS that paths have used, or that revocations or reports have
   * named, in order}
   */
  public List<AsInterface> interfaces(IsdAs ia) {
    return paths.interfaces(ia);
  }

  /**
   * {@return a reader that looks up, for single paths, the version that was stored before the
   * record}
   */
  public PastVersions versions(long next) {
    return new PastVersions(rows, asOf(next), remembered);
  }

  /**
   * {@return a reader that looks up, for single paths, the versions that were stored before an
   * earlier and a later record}
   */
  public PastVersionPairs versions(long earlier, long later) {
    return new PastVersionPairs(rows, asOf(earlier), asOf(later));
  }

  /**
   * Finds all versions that were stored before the record, including expired ones. This is faster
   * than {@link #versions(long)} for more than a few thousand paths.
   *
   * @param most the maximum number of versions to keep in memory
   * @return the versions in the order of {@link SegmentKey}; empty if there are too many
   */
  public Optional<List<VersionPointer>> outline(long next, int most) {
    return PastOutline.of(rows, asOf(next), first(), most);
  }

  /**
   * {@return the paths of which a version was stored by a record in the range, while no valid
   * version was stored}
   */
  public Set<SegmentKey> covered(long from, long to) {
    Set<SegmentKey> found = new HashSet<>();
    rows.scanFrom(
        Family.COVERS,
        Keys.number(from),
        (key, nothing) ->
            Keys.number(key) < to
                && (found.add(Keys.segment(HistoryKeys.segmentOfRecord(key))) || true));
    return found;
  }

  /**
   * {@return the first tick in a range of records whose time is not before the given time, so that
   * it removed all rows that had expired by the given time}
   */
  public Optional<Tick> firstTick(long timeMs, long from, long to) {
    if (from >= to || lastTick(to).timeMs() < timeMs) {
      return Optional.empty();
    }
    long before = from;
    long after = to;
    while (after - before > 1) {
      long middle = (before + after) >>> 1;
      if (lastTick(middle).timeMs() < timeMs) {
        before = middle;
      } else {
        after = middle;
      }
    }
    return Optional.of(lastTick(after)).filter(tick -> tick.offset() >= from);
  }

  /**
   * {@return the revocations of the interface that have been in effect, earliest first; a
   * revocation occurs once for each {@link org.waymark.segment.ProofSide side} of its proof on
   * which it was stored}
   */
  public List<StoredRevocation> revocations(IsdAs ia, long interfaceId) {
    return values.revocations(ia, interfaceId);
  }

  /**
   * {@return the interfaces that the records in a range revoked, by the offset of the record;
   * revocations that had no effect are left out}
   */
  public SortedMap<Long, AsInterface> revoked(long from, long to) {
    return values.revoked(from, to);
  }

  /** {@return all recorded blocks of the subject, earliest first} */
  public List<PastNotice> blocks(BlockSubject subject) {
    return values.notices(Family.BLOCKS, subject.key().unsafeBytes());
  }

  /** {@return the row of the block that the record at the offset put, if it put one} */
  public Optional<Row.Block> block(BlockSubject subject, long offset) {
    byte[] key = subject.key().unsafeBytes();
    return rows.get(Family.PAST_ROWS, HistoryKeys.pastRow(Family.BLOCKS, key, offset))
        .map(value -> RowCodec.block(key, value));
  }

  /** {@return all recorded notices that the interface is down, earliest first} */
  public List<PastNotice> interfaceDowns(IsdAs ia, long interfaceId) {
    return values.notices(Family.INTERFACE_DOWN, Keys.iaInterface(ia, interfaceId));
  }

  /** {@return the quarantine row of the record at the offset, if that record was quarantined} */
  public Optional<Row.Quarantine> quarantine(long offset) {
    byte[] key = Keys.number(offset);
    return rows.get(Family.PAST_ROWS, HistoryKeys.pastRow(Family.QUARANTINE, key, offset))
        .map(value -> RowCodec.quarantine(key, value));
  }

  /** {@return all accepted TRCs of the ISD, earliest first} */
  public List<PastTrc> trcs(int isd) {
    return values.trcs(isd);
  }

  /**
   * {@return the earliest instant at which the state includes the record, in Unix milliseconds}
   * This is the record time, or the time of an earlier record if that time is later.
   *
   * @param atLeastMs an instant that is not later than the result, such as the record time
   */
  public long countsFrom(Topic topic, long offset, long atLeastMs) {
    if (nextAt(topic, atLeastMs) > offset) {
      return atLeastMs;
    }
    long before = atLeastMs;
    long step = 1;
    while (nextAt(topic, before + step) <= offset) {
      before += step;
      step *= 2;
    }
    long after = before + step;
    while (after - before > 1) {
      long middle = before + (after - before) / 2;
      if (nextAt(topic, middle) > offset) {
        after = middle;
      } else {
        before = middle;
      }
    }
    return after;
  }

  /** {@return the version of the path that was stored by the record at the offset} */
  public StoredSegment version(SegmentKey key, long offset) {
    return decoders.stored(rows, key, offset);
  }

  /**
   * {@return the paths that were removed by the revocation in the record at the offset, in key
   * order}
   */
  public List<SegmentKey> killedBy(long offset) {
    List<SegmentKey> found = new ArrayList<>();
    rows.scan(
        Family.KILLS,
        Keys.number(offset),
        (key, nothing) -> found.add(Keys.segment(HistoryKeys.segmentOfRecord(key))));
    return List.copyOf(found);
  }

  /** {@return the verbatim bytes of the version in a record, if the store still contains them} */
  public Optional<VersionBytes> bytes(long offset) {
    return VersionBytes.find(rows, offset);
  }

  /**
   * Opens a view of the state before the record, with the trust material recorded by the instant.
   *
   * <p>The new view reads this history, so the new view must be closed first.
   *
   * @param next the offset of the record, in {@link #first}..{@link #next()}
   * @param instantMs the time by which trust material must have been recorded to be included, in
   *     Unix milliseconds
   */
  public ReadView asOf(long next, long instantMs) {
    AsOf asOf = new AsOf(next, nextAt(Topic.TRUST, instantMs), lastTick(next));
    PastRows past = past(asOf);
    return new ReadView(past, positions(asOf), TrustImage.of(past), Optional.empty(), decoders);
  }

  private AsOf asOf(long next) {
    return new AsOf(next, 0, lastTick(next));
  }

  private PastRows past(AsOf asOf) {
    return new PastRows(rows, asOf, new RowEnds(aheadMs));
  }

  private Positions positions(AsOf asOf) {
    return new Positions(
        now.applyVersion(),
        now.start(),
        asOf.lastTick().timeMs(),
        RowTotals.Totals.NONE,
        now.position(Topic.EVENTS).map(position -> at(position, asOf.next())),
        now.position(Topic.TRUST).map(position -> at(position, asOf.nextTrust())),
        now.owner());
  }

  private static TopicPosition at(Position position, long next) {
    return new TopicPosition(
        new Position(position.clusterId(), position.topicId(), next, LastRecord.NONE),
        Optional.empty());
  }

  @Override
  public void close() {
    rows.close();
  }
}
