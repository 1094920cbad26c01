package org.waymark.store.view;

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
import org.waymark.store.apply.ProvingSides;
import org.waymark.store.row.Row;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StateDigest;
import org.waymark.store.row.StoredSegment;
import org.waymark.trust.TrustMaterial;
import org.waymark.wire.event.RowKind;

/**
 * The state at one position, unaffected by records applied later. A view is cheap enough to open
 * for every request, and must be closed after use. Any number of views may be open, each used by
 * one thread at a time.
 *
 * <p>Clocks are in Unix milliseconds. A clock before the last tick is replaced by the last tick,
 * since rows that ended by then have been removed.
 *
 * <p>A segment is hidden by a block, by an interface reported down, or if the AS it starts at is no
 * longer a core AS. The latter is judged here, by the newest TRC, since apply of events never reads
 * trust.
 *
 * <p>A failed read throws {@link StoreException.Unavailable} and never returns an empty answer; a
 * read after the store was closed throws {@link StoreException.Closed}. Results cached by earlier
 * reads are still returned.
 */
public interface ReadView extends AutoCloseable {
  /**
   * {@return the segments with the requested ends that are valid at the clock and not hidden:
   * fewest hops first, then latest expiry, then id}
   *
   * @param limit the maximum number of results
   */
  List<StoredSegment> segments(SegmentQuery query, long clockMs, int limit);

  /**
   * {@return the distinct first ASes of the segments with the requested ends that are valid at the
   * clock, hidden or not: that of the best segment first}
   *
   * <p>This reads only the index, no segments.
   */
  List<IsdAs> firstAses(SegmentQuery query, long clockMs);

  /** {@return whether the segment would be hidden at the clock if it were stored} */
  boolean hides(PathSegment segment, long clockMs);

  /** {@return the stored version of the path, valid or not, hidden or not} */
  Optional<StoredSegment> version(SegmentKey key);

  /** {@return the stored version of the path, if it is valid at the clock and not hidden} */
  Optional<StoredSegment> live(SegmentKey key, long clockMs);

  /**
   * {@return the stored versions with the requested ends, valid or not, hidden or not, without
   * their bytes}
   */
  List<StoredVersion> versions(SegmentQuery query);

  /**
   * {@return the stored versions that use the interface in any of their hop entries, including
   * those of peer links}
   *
   * @param interfaceId must not be 0
   */
  List<StoredSegment> segmentsUsing(IsdAs ia, long interfaceId);

  /** {@return the stored revocations of the interface, current or not} */
  List<StoredRevocation> revocations(IsdAs ia, long interfaceId);

  /**
   * {@return the offset of the stored revocation that would kill the segment if its record had this
   * time, as apply would decide; empty if none would}
   */
  OptionalLong killer(PathSegment segment, long recordTimeMs);

  /**
   * {@return the sides of a revocation that prove against any hop entry of a segment that is
   * stored, or was killed within the horizon}
   *
   * @param revocation a revocation without fault, with the treeTTL configured for its AS
   */
  ProvingSides proving(Revocation revocation);

  /**
   * {@return the sides of a revocation that prove against an AS entry of its AS in a stored
   * segment, regardless of which interfaces that entry names}
   *
   * @param revocation a revocation without fault, with the treeTTL configured for its AS
   */
  Set<ProofSide> provingByEntry(Revocation revocation);

  /**
   * {@return whether the revocation would change nothing, because for each of the sides a
   * revocation is stored that expires no earlier}
   */
  boolean holds(Revocation revocation, Set<ProofSide> sides);

  /**
   * {@return how many paths of any type with these ends are stored and valid at the clock; counting
   * stops at {@code atMost}}
   */
  int liveKeys(IsdAs first, IsdAs last, long clockMs, int atMost);

  /**
   * {@return how many paths of any type that end at the AS are stored and valid at the clock;
   * counting stops at {@code atMost}}
   */
  int liveKeys(IsdAs last, long clockMs, int atMost);

  /** {@return the accepted TRCs and chains} */
  TrustMaterial trust();

  /**
   * {@return the position up to which the topic has been applied in this state; empty if no record
   * has been}
   */
  Optional<Position> position(Topic topic);

  /** {@return the digest of this state} */
  StateDigest digest(Topic topic);

  /** {@return the last effective tick, Unix milliseconds, 0 before the first} */
  long lastTickMs();

  /** {@return row counts and sizes, valid or not; scans all rows} */
  RowStatistics held();

  /** {@return the number of rows of each kind; every kind has an entry} */
  Map<RowKind, Long> rowCounts();

  /** {@return all rows of the topic, ordered by kind and key} */
  List<Row> rows(Topic topic);

  /** {@return the digest recomputed from all rows} */
  StateDigest recomputeDigest(Topic topic);

  @Override
  void close();
}
