package org.waymark.store.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.waymark.segment.Hop;
import org.waymark.store.row.Family;
import org.waymark.store.row.HistoryKeys;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Prefixes;
import org.waymark.store.row.RowCodec;
import org.waymark.store.row.RowEnds;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.RowVisitor;
import org.waymark.store.row.SegmentChange;
import org.waymark.store.row.SegmentValue;
import org.waymark.store.row.StoredRow;

/**
 * The rows as they were before a record was applied, read from the tables of history.
 *
 * <p>A row existed at that time if an earlier record had written it, no revocation had killed it
 * since, and no tick had reached its expiration. The tables {@code ends} and {@code positions} are
 * not reconstructed.
 */
final class PastRows implements RowSnapshot {
  private final RowSnapshot rows;
  private final AsOf asOf;
  private final RowEnds ends;

  /**
   * @param rows a snapshot that includes all earlier records
   */
  PastRows(RowSnapshot rows, AsOf asOf, RowEnds ends) {
    this.rows = rows;
    this.asOf = asOf;
    this.ends = ends;
  }

  @Override
  public long version() {
    return rows.version();
  }

  @Override
  public void close() {
    rows.close();
  }

  @Override
  public Optional<byte[]> get(Family family, byte[] key) {
    return switch (family) {
      case SEGMENTS -> version(key).map(SegmentValue::array);
      case REVOCATIONS, INTERFACE_DOWN, BLOCKS, QUARANTINE, TRUST -> pastRow(family, key);
      case BYTES -> rows.get(family, key);
      case BY_FIRST, BY_LAST, BY_INTERFACE -> Optional.ofNullable(within(family, key).get(key));
      default -> throw notReproduced(family);
    };
  }

  @Override
  public void scan(Family family, byte[] prefix, RowVisitor visitor) {
    if (family == Family.SEGMENTS) {
      scanSegments(prefix, visitor);
      return;
    }
    within(family, prefix).entrySet().stream()
        .allMatch(row -> visitor.row(row.getKey(), row.getValue()));
  }

  @Override
  public void scanFrom(Family family, byte[] from, RowVisitor visitor) {
    throw notReproduced(family);
  }

  @Override
  public Optional<StoredRow> firstFrom(Family family, byte[] from) {
    // The index by interface is the only large table that is read this way, and it is read for only
    // one AS at a time.
    byte[] prefix = family == Family.BY_INTERFACE ? Arrays.copyOf(from, Long.BYTES) : Keys.NONE;
    return Optional.ofNullable(within(family, prefix).ceilingEntry(from))
        .map(row -> new StoredRow(row.getKey(), row.getValue()));
  }

  private static IllegalArgumentException notReproduced(Family family) {
    return new IllegalArgumentException("history does not reproduce " + family);
  }

  /** {@return the rows of a table whose keys have the prefix} */
  private NavigableMap<byte[], byte[]> within(Family family, byte[] prefix) {
    NavigableMap<byte[], byte[]> found = new TreeMap<>(Arrays::compareUnsigned);
    switch (family) {
      case BY_FIRST, BY_LAST -> addByEnd(family, prefix, found::put);
      case BY_INTERFACE -> addByInterface(prefix, found::put);
      case REVOCATIONS, INTERFACE_DOWN, BLOCKS, QUARANTINE, TRUST ->
          addPastRows(family, prefix, found::put);
      default -> throw notReproduced(family);
    }
    return found;
  }

  private void addByEnd(Family family, byte[] prefix, BiConsumer<byte[], byte[]> found) {
    List<PathByEnd> paths = new ArrayList<>();
    rows.scan(
        Family.PAST_BY_END,
        HistoryKeys.pastByEnd(family, prefix),
        (key, nothing) -> paths.add(new PathByEnd(HistoryKeys.keyOfPastByEnd(key))));
    // Neighbours in the history are read together, which saves a third of the time.
    List<PathByEnd> inHistory = new ArrayList<>(paths);
    inHistory.sort((one, other) -> Arrays.compareUnsigned(one.segment, other.segment));
    inHistory.forEach(path -> path.version = version(path.segment));
    for (PathByEnd path : paths) {
      path.version.ifPresent(version -> found.accept(path.key, Keys.pointer(version)));
    }
  }

  /** A path that was found in an index by ends, and its stored version. */
  private static final class PathByEnd {
    private final byte[] key;
    private final byte[] segment;
    private Optional<SegmentValue> version = Optional.empty();

    /**
     * @param key a key of by-first or by-last
     */
    PathByEnd(byte[] key) {
      this.key = key;
      segment = Keys.segment(Keys.segmentOfEnd(key));
    }
  }

  private void addByInterface(byte[] prefix, BiConsumer<byte[], byte[]> found) {
    List<byte[]> segments = new ArrayList<>();
    rows.scan(
        Family.PAST_BY_INTERFACE,
        HistoryKeys.interfacePrefix(prefix),
        (key, nothing) -> segments.add(HistoryKeys.segmentOfPastByInterface(key)));
    for (byte[] segment : segments) {
      version(segment)
          .ifPresent(
              version -> {
                // The links of the path come last, because they determine the role of an interface
                // that the path shares with a peer link.
                version.peers().forEach(hop -> addLinks(prefix, segment, hop, Keys.OF_PEER, found));
                version.hops().forEach(hop -> addLinks(prefix, segment, hop, Keys.OF_PATH, found));
              });
    }
  }

  private static void addLinks(
      byte[] prefix, byte[] segment, Hop hop, byte[] role, BiConsumer<byte[], byte[]> found) {
    Keys.links(
        segment,
        hop,
        key -> {
          if (Prefixes.has(key, prefix)) {
            found.accept(key, role);
          }
        });
  }

  private void addPastRows(Family family, byte[] prefix, BiConsumer<byte[], byte[]> found) {
    rows.firstOfEach(
        Family.PAST_ROWS,
        HistoryKeys.pastRow(family, prefix),
        HistoryKeys::withoutOffset,
        (past, latest) -> {
          byte[] key = HistoryKeys.keyOfPastRow(past);
          pastRow(family, key).ifPresent(value -> found.accept(key, value));
          return true;
        });
  }

  /** {@return the value of a row of a kind other than segment} */
  private Optional<byte[]> pastRow(Family family, byte[] key) {
    long next = family == Family.TRUST ? asOf.nextTrust() : asOf.next();
    if (next == 0) {
      return Optional.empty();
    }
    return rows.firstFrom(
            Family.PAST_ROWS,
            HistoryKeys.pastRow(family, key, next - 1),
            HistoryKeys.pastRow(family, key))
        .filter(row -> !hasEnded(row, ends.of(RowCodec.decode(rows, family, key, row.value()))))
        .map(StoredRow::value);
  }

  /**
   * Checks whether a tick had removed the row. A row that had already expired when it was written
   * stays until the next tick.
   */
  private boolean hasEnded(StoredRow row, OptionalLong endMs) {
    return endMs.isPresent()
        && endMs.getAsLong() <= asOf.lastTick().timeMs()
        && HistoryKeys.invertedOffset(row.key()) < asOf.lastTick().offset();
  }

  private void scanSegments(byte[] prefix, RowVisitor visitor) {
    rows.firstOfEach(
        Family.HISTORY,
        prefix,
        HistoryKeys::segmentOfChange,
        (change, latest) -> {
          byte[] segment = HistoryKeys.segmentOfChange(change);
          Optional<SegmentValue> version = version(segment);
          return version.isEmpty() || visitor.row(segment, version.get().array());
        });
  }

  /** {@return the stored version of the path} */
  private Optional<SegmentValue> version(byte[] segment) {
    return lastVersion(rows, segment, asOf.next())
        .filter(version -> version.endMs() > asOf.lastTick().timeMs());
  }

  /** {@return the version that the last change of the path before the record stored} */
  static Optional<SegmentValue> lastVersion(RowSnapshot rows, byte[] segment, long before) {
    return before == 0
        ? Optional.empty()
        : rows.firstFrom(
                Family.HISTORY,
                HistoryKeys.change(segment, true, before - 1),
                HistoryKeys.changes(segment, true))
            .flatMap(row -> SegmentChange.version(row.value()));
  }
}
