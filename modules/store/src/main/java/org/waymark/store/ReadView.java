package org.waymark.store;

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
import org.waymark.trust.TrustMaterial;
import org.waymark.wire.event.RowKind;

/**
 * The state at one position, whatever is applied later. Cheap enough for every request; closed when
 * the request is answered. Any number of views at once, each for one thread at a time.
 *
 * <p>Clocks are Unix milliseconds. A clock before the last tick is taken to be the last tick, since
 * what ended by then is gone.
 *
 * <p>A segment is hidden by a block, by an interface reported down, and when the AS it starts at is
 * no core AS any more (judged here, by the newest TRC; apply never reads trust).
 *
 * <p>What cannot be read is {@link StoreException.Unavailable}, never an empty answer; what has to
 * be read after the store was closed is {@link StoreException.Closed}. What is remembered of
 * earlier reads is answered still.
 */
public interface ReadView extends AutoCloseable {
  /**
   * {@return the segments with the ends asked for that are valid at the clock and not hidden:
   * fewest hops first, then latest expiry, then id}
   *
   * @param limit of the number of results
   */
  List<StoredSegment> segments(SegmentQuery query, long clockMs, int limit);

  /**
   * {@return the ASes at which segments with the ends asked for start that are valid at the clock,
   * hidden or not: each once, that of the best segment first}
   *
   * <p>Reads no segment.
   */
  List<IsdAs> firstAses(SegmentQuery query, long clockMs);

  /**
   * {@return whether blocks or reported interfaces hide the segment at the clock, were it stored}
   */
  boolean hides(PathSegment segment, long clockMs);

  /** {@return the stored version of the path, be it valid or not, hidden or not} */
  Optional<StoredSegment> version(SegmentKey key);

  /** {@return the stored version of the path, if it is valid at the clock and not hidden} */
  Optional<StoredSegment> live(SegmentKey key, long clockMs);

  /**
   * {@return which versions with the ends asked for are stored, be they valid or not, hidden or
   * not}
   */
  List<StoredVersion> versions(SegmentQuery query);

  /**
   * {@return the stored versions with the interface, which is not 0, in any of their hop entries:
   * those of the path and those of peer links}
   */
  List<StoredSegment> segmentsUsing(IsdAs ia, long interfaceId);

  /** {@return the stored revocations of the interface, current or not} */
  List<StoredRevocation> revocations(IsdAs ia, long interfaceId);

  /**
   * {@return what would kill the segment if its record had this time: the offset of a stored
   * revocation, as apply decides it}
   */
  OptionalLong killer(PathSegment segment, long recordTimeMs);

  /**
   * {@return the halves of a revocation that prove against a segment that is stored, or that was
   * killed within the horizon, by any of its hop entries}
   *
   * @param revocation without a fault, of the treeTTL configured for its AS
   */
  ProvingSides proving(Revocation revocation);

  /**
   * {@return the halves of a revocation that prove against an AS entry of its AS in a stored
   * segment, whichever interfaces that entry names}
   *
   * @param revocation without a fault, of the treeTTL configured for its AS
   */
  Set<ProofSide> provingByEntry(Revocation revocation);

  /**
   * {@return whether a revocation would change nothing, because for each of the halves one is
   * stored that expires no earlier}
   */
  boolean holds(Revocation revocation, Set<ProofSide> sides);

  /**
   * {@return how many paths of any type with these ends are stored and valid at the clock, counted
   * up to {@code atMost}}
   */
  int liveKeys(IsdAs first, IsdAs last, long clockMs, int atMost);

  /**
   * {@return how many paths of any type that end at the AS are stored and valid at the clock,
   * counted up to {@code atMost}}
   */
  int liveKeys(IsdAs last, long clockMs, int atMost);

  /** {@return the accepted TRCs and chains} */
  TrustMaterial trust();

  /** {@return up to where records of the topic are in this state, if any was applied} */
  Optional<Position> position(Topic topic);

  /** {@return the digest of this state} */
  StateDigest digest(Topic topic);

  /** {@return the last tick that counted, Unix milliseconds, 0 before the first} */
  long lastTickMs();

  /** {@return how much is stored, be it valid or not; walks over all rows} */
  RowStatistics held();

  /** {@return how many rows of each kind there are, of every kind} */
  Map<RowKind, Long> rowCounts();

  /** {@return all rows of the topic, by kind and key} */
  List<Row> rows(Topic topic);

  /** {@return the digest computed anew from all rows} */
  StateDigest recomputeDigest(Topic topic);

  @Override
  void close();
}
