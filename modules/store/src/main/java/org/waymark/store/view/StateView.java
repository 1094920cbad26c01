package org.waymark.store.view;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.store.apply.ProvingSides;
import org.waymark.store.apply.RevocationEffects;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Positions;
import org.waymark.store.row.Row;
import org.waymark.store.row.RowCodec;
import org.waymark.store.row.RowDigest;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.RowTotals;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.SegmentValue;
import org.waymark.store.row.StateDigest;
import org.waymark.store.row.StoredSegment;
import org.waymark.trust.TrustMaterial;
import org.waymark.wire.event.RowKind;

/** A view over a snapshot of the rows. */
public final class StateView implements ReadView {
  private final RowSnapshot rows;
  private final Positions positions;
  private final TrustMaterial trust;
  private final Optional<KnownCandidates> known;
  private final ViewDecoders decoders;

  /**
   * @param positions the positions of the rows; without totals if the state is past
   * @param known the cache of the present state; empty if the state is past
   */
  public StateView(
      RowSnapshot rows,
      Positions positions,
      TrustMaterial trust,
      Optional<KnownCandidates> known,
      ViewDecoders decoders) {
    this.rows = rows;
    this.positions = positions;
    this.trust = trust;
    this.known = known;
    this.decoders = decoders;
  }

  private List<SegmentSearch.Candidate> candidates(SegmentQuery query) {
    return known
        .map(cache -> cache.of(query, rows))
        .orElseGet(() -> new SegmentSearch(rows).all(query));
  }

  private RowTotals.Totals totals() {
    return known.isPresent() ? positions.totals() : RowDigest.totals(rows);
  }

  private boolean hasAny(RowKind kind) {
    return known.isPresent()
        ? positions.totals().of(kind) > 0
        : rows.firstFrom(Family.ofKind(kind), Keys.NONE).isPresent();
  }

  @Override
  public List<StoredSegment> segments(SegmentQuery query, long clockMs, int limit) {
    long nowMs = notBeforeTick(clockMs);
    HiddenSegments hidden = hidden(nowMs);
    List<StoredSegment> found = new ArrayList<>();
    for (SegmentSearch.Candidate candidate : candidates(query)) {
      if (found.size() >= limit) {
        break;
      }
      if (candidate.endMs() > nowMs) {
        StoredSegment stored = decoders.segments().load(rows, candidate.key(), candidate.offset());
        if (!hidden.hides(stored.segment())) {
          found.add(stored);
        }
      }
    }
    return List.copyOf(found);
  }

  @Override
  public Map<RowKind, Long> rowCounts() {
    Map<RowKind, Long> counts = new EnumMap<>(RowKind.class);
    RowTotals.Totals totals = totals();
    for (RowKind kind : RowKind.values()) {
      counts.put(kind, totals.of(kind));
    }
    return counts;
  }

  @Override
  public List<IsdAs> firstAses(SegmentQuery query, long clockMs) {
    long nowMs = notBeforeTick(clockMs);
    return candidates(query).stream()
        .filter(candidate -> candidate.endMs() > nowMs)
        .map(SegmentSearch.Candidate::first)
        .distinct()
        .toList();
  }

  @Override
  public boolean hides(PathSegment segment, long clockMs) {
    return hidden(notBeforeTick(clockMs)).hides(segment);
  }

  private long notBeforeTick(long clockMs) {
    return Math.max(clockMs, positions.lastTickMs());
  }

  private HiddenSegments hidden(long nowMs) {
    return new HiddenSegments(
        rows, trust, nowMs, hasAny(RowKind.BLOCK), hasAny(RowKind.INTERFACE_DOWN));
  }

  @Override
  public Optional<StoredSegment> version(SegmentKey key) {
    return rows.get(Family.SEGMENTS, Keys.segment(key))
        .map(value -> decoders.segments().load(rows, key, new SegmentValue(value).offset()));
  }

  @Override
  public Optional<StoredSegment> live(SegmentKey key, long clockMs) {
    long nowMs = notBeforeTick(clockMs);
    return version(key)
        .filter(stored -> stored.segment().endMs() > nowMs)
        .filter(stored -> !hidden(nowMs).hides(stored.segment()));
  }

  @Override
  public List<StoredVersion> versions(SegmentQuery query) {
    List<StoredVersion> found = new ArrayList<>();
    for (SegmentSearch.Candidate candidate : candidates(query)) {
      SegmentValue value =
          rows.get(Family.SEGMENTS, Keys.segment(candidate.key()))
              .map(SegmentValue::new)
              .orElseThrow(() -> RevocationEffects.dangling(Keys.segment(candidate.key())));
      found.add(new StoredVersion(candidate.key(), value.recordTimeMs(), value.offset()));
    }
    return List.copyOf(found);
  }

  @Override
  public List<StoredSegment> segmentsUsing(IsdAs ia, long interfaceId) {
    List<SegmentKey> users = new ArrayList<>();
    rows.scan(
        Family.BY_INTERFACE,
        Keys.iaInterface(ia, interfaceId),
        (key, role) -> users.add(Keys.segment(Keys.segmentOfInterface(key))));
    // The root precedes the segment in the key, so a segment that has an AS twice comes up twice.
    return users.stream().distinct().map(key -> version(key).orElseThrow()).toList();
  }

  @Override
  public List<StoredRevocation> revocations(IsdAs ia, long interfaceId) {
    List<StoredRevocation> found = new ArrayList<>();
    rows.scan(
        Family.REVOCATIONS,
        Keys.iaInterface(ia, interfaceId),
        (key, value) -> found.add(decoders.stored(RowCodec.revocation(key, value))));
    return List.copyOf(found);
  }

  @Override
  public OptionalLong killer(PathSegment segment, long recordTimeMs) {
    return new RevocationEffects(rows).killer(segment, recordTimeMs);
  }

  @Override
  public ProvingSides proving(Revocation revocation) {
    return new RevocationEffects(rows).proving(revocation);
  }

  @Override
  public Set<ProofSide> provingByEntry(Revocation revocation) {
    return new EntryProof(rows).sides(revocation);
  }

  @Override
  public boolean holds(Revocation revocation, Set<ProofSide> sides) {
    return new RevocationEffects(rows).holds(revocation, sides);
  }

  @Override
  public int liveKeys(IsdAs first, IsdAs last, long clockMs, int atMost) {
    long nowMs = notBeforeTick(clockMs);
    SegmentSearch search = new SegmentSearch(rows);
    int count = 0;
    for (SegmentType type : SegmentType.values()) {
      count += search.count(type, first, last, nowMs, atMost - count);
    }
    return count;
  }

  @Override
  public int liveKeys(IsdAs last, long clockMs, int atMost) {
    return liveKeys(IsdAs.NONE, last, clockMs, atMost);
  }

  @Override
  public TrustMaterial trust() {
    return trust;
  }

  @Override
  public Optional<Position> position(Topic topic) {
    return positions.position(topic);
  }

  @Override
  public StateDigest digest(Topic topic) {
    return known.isPresent() ? positions.digest(topic) : recomputeDigest(topic);
  }

  @Override
  public long lastTickMs() {
    return positions.lastTickMs();
  }

  @Override
  public RowStatistics held() {
    return RowStatistics.of(rows);
  }

  @Override
  public List<Row> rows(Topic topic) {
    List<Row> all = new ArrayList<>();
    for (RowKind kind : RowDigest.kinds(topic)) {
      Family family = Family.ofKind(kind);
      rows.scan(
          family, Keys.NONE, (key, value) -> all.add(RowCodec.decode(rows, family, key, value)));
    }
    return List.copyOf(all);
  }

  @Override
  public StateDigest recomputeDigest(Topic topic) {
    return RowDigest.of(rows, positions, topic);
  }

  @Override
  public void close() {
    rows.close();
  }
}
