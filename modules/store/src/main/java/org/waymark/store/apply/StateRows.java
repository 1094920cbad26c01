package org.waymark.store.apply;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.waymark.segment.Hop;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentKey;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Row;
import org.waymark.store.row.RowBatch;
import org.waymark.store.row.RowCodec;
import org.waymark.store.row.RowEnds;
import org.waymark.store.row.RowHash;
import org.waymark.store.row.RowReader;
import org.waymark.store.row.RowTotals;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.SegmentValue;
import org.waymark.store.row.StoreException;
import org.waymark.store.row.VersionBytes;

/**
 * The rows of the state as changed by a batch. Each change to a row also updates the indexes, the
 * table of expiration times, and the totals. Not thread-safe.
 */
public final class StateRows {
  private final RowBatch batch;
  private final RowTotals rowTotals;
  private final RowEnds ends;
  private final RowHash hash;
  private final RevokedRoots revoked;
  private final RecentHeads recent;
  private final HistoryWriter history;
  private final Set<SegmentQuery> changedPairs = new HashSet<>();

  /**
   * @param revoked the filter; like {@code recent}, it is updated immediately, even if the batch is
   *     never committed
   */
  public StateRows(
      RowBatch batch,
      RowTotals rowTotals,
      RowEnds ends,
      RowHash hash,
      RevokedRoots revoked,
      RecentHeads recent,
      HistoryWriter history) {
    this.batch = batch;
    this.rowTotals = rowTotals;
    this.ends = ends;
    this.hash = hash;
    this.revoked = revoked;
    this.recent = recent;
    this.history = history;
  }

  /** {@return false if it is certain that no stored revocation matches any root of the path} */
  boolean mayBeRevoked(PathSegment segment) {
    for (Hop hop : segment.hops()) {
      if (revoked.mayHold(hop.root())) {
        return true;
      }
    }
    return false;
  }

  /** {@return the types and ends of all segments written or removed so far} */
  public Set<SegmentQuery> changedPairs() {
    return changedPairs;
  }

  /** {@return the writer of the history of these rows} */
  public HistoryWriter history() {
    return history;
  }

  /** {@return the totals including the changes so far} */
  RowTotals.Totals totals() {
    return rowTotals.totals();
  }

  /** {@return the rows including the changes of the batch} */
  RowReader reader() {
    return batch;
  }

  /** {@return the stored version in the row with the key} */
  Optional<SegmentValue> segment(byte[] key) {
    Optional<SegmentValue> known = recent.get(key);
    if (known.isPresent() || recent.isComplete()) {
      return known;
    }
    Optional<SegmentValue> stored = batch.get(Family.SEGMENTS, key).map(SegmentValue::new);
    stored.ifPresent(value -> recent.put(key, value));
    return stored;
  }

  /**
   * Writes a version, which replaces the stored version.
   *
   * @param bytes the encoded key
   */
  void putSegment(
      SegmentKey key,
      byte[] bytes,
      PathSegment segment,
      SegmentValue value,
      Optional<SegmentValue> stored) {
    stored.ifPresent(old -> forget(bytes, old));
    boolean sameLinks = stored.isPresent() && stored.get().hasLinksOf(value);
    if (!sameLinks) {
      stored.ifPresent(old -> unlink(bytes, old));
      link(bytes, segment.hops(), segment.peers());
      history.index(key, bytes, segment.hops(), segment.peers());
    }
    int hops = segment.hops().size();
    byte[] pointer = Keys.pointer(value);
    batch.put(Family.BY_FIRST, Keys.byEnd(segment.firstIa(), segment.lastIa(), hops, key), pointer);
    batch.put(Family.BY_LAST, Keys.byEnd(segment.lastIa(), segment.firstIa(), hops, key), pointer);
    batch.put(Family.SEGMENTS, bytes, value.array());
    VersionBytes.put(
        batch, value.offset(), new VersionBytes(value.recordTimeMs(), segment.bytes()));
    recent.put(bytes, value);
    batch.put(Family.ENDS, Keys.end(value.endMs(), Family.SEGMENTS, bytes), Keys.NONE);
    rowTotals.add(Family.SEGMENTS.kind(), hash.segment(bytes, value));
    changedPairs.add(new SegmentQuery(key.type(), segment.firstIa(), segment.lastIa()));
  }

  void removeSegment(byte[] bytes, SegmentValue stored) {
    forget(bytes, stored);
    unlink(bytes, stored);
    List<Hop> hops = stored.hops();
    SegmentKey key = Keys.segment(bytes);
    Hop first = hops.getFirst();
    Hop last = hops.getLast();
    batch.delete(Family.BY_FIRST, Keys.byEnd(first.ia(), last.ia(), hops.size(), key));
    batch.delete(Family.BY_LAST, Keys.byEnd(last.ia(), first.ia(), hops.size(), key));
    batch.delete(Family.SEGMENTS, bytes);
    recent.remove(bytes);
    changedPairs.add(new SegmentQuery(key.type(), first.ia(), last.ia()));
  }

  private void forget(byte[] bytes, SegmentValue stored) {
    rowTotals.remove(Family.SEGMENTS.kind(), hash.segment(bytes, stored));
    batch.delete(Family.ENDS, Keys.end(stored.endMs(), Family.SEGMENTS, bytes));
  }

  private void link(byte[] bytes, List<Hop> hops, List<Hop> peers) {
    peers.forEach(
        peer -> Keys.links(bytes, peer, key -> batch.put(Family.BY_INTERFACE, key, Keys.OF_PEER)));
    hops.forEach(
        hop -> Keys.links(bytes, hop, key -> batch.put(Family.BY_INTERFACE, key, Keys.OF_PATH)));
  }

  private void unlink(byte[] bytes, SegmentValue stored) {
    stored
        .hops()
        .forEach(hop -> Keys.links(bytes, hop, key -> batch.delete(Family.BY_INTERFACE, key)));
    stored
        .peers()
        .forEach(hop -> Keys.links(bytes, hop, key -> batch.delete(Family.BY_INTERFACE, key)));
  }

  /**
   * {@return whether the role in a by-interface row means that the path itself uses the interface}
   */
  static boolean isOfPath(byte[] role) {
    return role[0] == Keys.OF_PATH[0];
  }

  /** Writes a row of any kind except segment, and replaces any existing row with the same key. */
  void put(Family family, Row row) {
    byte[] key = RowCodec.key(row);
    Optional<byte[]> stored = batch.get(family, key);
    stored.ifPresent(old -> forget(family, key, old));
    if (family == Family.REVOCATIONS && stored.isEmpty()) {
      revoked.added(key);
    }
    byte[] value = RowCodec.value(row);
    batch.put(family, key, value);
    history.row(family, key, value);
    ends.of(row)
        .ifPresent(endMs -> batch.put(Family.ENDS, Keys.end(endMs, family, key), Keys.NONE));
    rowTotals.add(family.kind(), hash.of(row));
  }

  private void forget(Family family, byte[] key, byte[] value) {
    Row old = RowCodec.decode(batch, family, key, value);
    ends.of(old).ifPresent(endMs -> batch.delete(Family.ENDS, Keys.end(endMs, family, key)));
    rowTotals.remove(family.kind(), hash.of(old));
  }

  /** Removes a row of any kind except segment. */
  void remove(Family family, byte[] key) {
    byte[] value =
        batch
            .get(family, key)
            .orElseThrow(
                () ->
                    new StoreException.Unavailable(
                        "no row in " + family + " for an entry of ends"));
    forget(family, key, value);
    batch.delete(family, key);
    if (family == Family.REVOCATIONS) {
      revoked.removed(key);
    }
  }
}
