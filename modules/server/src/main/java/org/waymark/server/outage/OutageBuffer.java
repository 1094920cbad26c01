package org.waymark.server.outage;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.waymark.resolve.UnrecordedRevocations;
import org.waymark.resolve.UnrecordedSegments;
import org.waymark.runtime.FairBuffer;
import org.waymark.runtime.Groups;
import org.waymark.segment.ByteString;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.segment.RevocationTolerance;
import org.waymark.server.message.Source;
import org.waymark.server.outcome.Outcome;
import org.waymark.server.outcome.RefusalCause;
import org.waymark.server.outcome.RevocationOutcome;
import org.waymark.server.replay.Readiness;
import org.waymark.server.report.OutageDropReason;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.OutageLimits;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.StoredRevocation;

/**
 * Holds verified segments and proven revocations in memory while the log cannot be reached
 * (ARCHITECTURE, While Kafka is away). Only the answers of this replica use these entries; they are
 * never part of the state, the digest or the history. Entries are judged by the rules of apply,
 * with the time of receipt as their record time. A newer entry replaces an older entry with the
 * same key. Adding to a full buffer evicts the oldest entry, preferably one from a source that
 * exceeds its share.
 *
 * <p><i>Example.</i> Kafka fails at 12:00.
 *
 * <ul>
 *   <li>12:01: a version of path P that expires at 18:01 arrives and is held.
 *   <li>12:06: a version that expires at 18:06 arrives and replaces it.
 *   <li>12:10:03: a revocation for the epoch from 12:10:00 to 12:10:10 arrives and matches the held
 *       version. The revocation is held, and that version is dropped.
 *   <li>12:10:08: P is registered again. The outcome is <i>killed</i>, because the revocation is in
 *       force until 12:10:12.
 *   <li>12:11: P is registered again, and is held.
 *   <li>12:20: Kafka can be reached again. {@code OutageRecorder} appends the version of 12:11, but
 *       not the revocation, which is no longer in force.
 * </ul>
 *
 * <p>Safe for use by several threads; no method blocks.
 */
public final class OutageBuffer {
  private final OutageLimits limits;
  private final Readiness readiness;
  private final ServerMetrics metrics;

  /** Entries in order of arrival. */
  private final Map<OutageEntry.Key, OutageEntry> held = new LinkedHashMap<>();

  private final FairBuffer<Source, OutageEntry.Key> places;
  private long arrivals;
  private UnrecordedSegments segments = UnrecordedSegments.NONE;
  private UnrecordedRevocations revocations = UnrecordedRevocations.NONE;

  /**
   * The held segments by the interfaces that they use, so that the segments affected by a
   * revocation can be found.
   */
  private final Groups<Interface, StoredSegment> byInterface = new Groups<>();

  private record Interface(IsdAs ia, long id) {}

  public OutageBuffer(OutageLimits limits, Readiness readiness, ServerMetrics metrics) {
    this.limits = limits;
    this.places = new FairBuffer<>(limits.entries(), limits.bytes());
    this.readiness = readiness;
    this.metrics = metrics;
  }

  /**
   * {@return whether the log is known to be unreachable or unreadable, so that new entries are held
   * without trying to append them} An entry whose append fails is held even if this is false.
   */
  public boolean isOpen() {
    return readiness.log() != Readiness.LogSide.THERE;
  }

  /**
   * Holds a verified segment that apply would store.
   *
   * @return the outcome
   */
  public synchronized Outcome hold(OutageEntry.Segment one) {
    PathSegment segment = one.segment().segment();
    if (one.memoryBytes() > limits.bytes()) {
      return Outcome.refused(RefusalCause.OVERLOAD, "too large for the outage buffer");
    }
    if (held.get(one.key()) instanceof OutageEntry.Segment old
        && old.segment().segment().expiryS() > segment.expiryS()) {
      return new Outcome.Superseded();
    }
    if (revocations.kill(segment, one.segment().recordTimeMs())) {
      return new Outcome.Killed(StoredSegment.UNRECORDED);
    }
    enter(one);
    return new Outcome.Held();
  }

  /**
   * Holds a proven revocation and removes the held segments that it kills.
   *
   * @return the outcome
   */
  public synchronized RevocationOutcome hold(OutageEntry.Revoked one) {
    if (one.memoryBytes() > limits.bytes()) {
      return new RevocationOutcome.Refused(
          RefusalCause.OVERLOAD, "too large for the outage buffer");
    }
    if (covers(one)) {
      return new RevocationOutcome.Known();
    }
    UnrecordedRevocations killing = UnrecordedRevocations.of(one.rows());
    for (StoredSegment segment : over(one.revocation())) {
      if (killing.kill(segment.segment(), segment.recordTimeMs())) {
        drop(new OutageEntry.Key.Path(segment.key()), OutageDropReason.KILLED);
      }
    }
    enter(one);
    return new RevocationOutcome.Held();
  }

  /** {@return whether an equal revocation that lasts at least as long is already held} */
  public synchronized boolean covers(OutageEntry.Revoked one) {
    return held.get(one.key()) instanceof OutageEntry.Revoked old
        && old.revocation().expiryMs() >= one.revocation().expiryMs()
        && old.sides().containsAll(one.sides());
  }

  private void enter(OutageEntry one) {
    OutageEntry old = held.remove(one.key());
    if (old != null) {
      gone(old);
      metrics.outageDropped(OutageDropReason.REPLACED);
    }
    held.put(one.key(), one);
    arrivals++;
    switch (one) {
      case OutageEntry.Segment(StoredSegment segment, var body, var origin) -> {
        segments = segments.with(segment);
        interfaces(segment).forEach(itsInterface -> byInterface.add(itsInterface, segment));
      }
      case OutageEntry.Revoked revoked ->
          revoked.rows().forEach(row -> revocations = revocations.with(row));
    }
    metrics.held();
    places
        .add(one.key(), one.origin().from().source(), one.memoryBytes())
        .forEach(gone -> drop(gone, OutageDropReason.DISPLACED));
  }

  private void drop(OutageEntry.Key key, OutageDropReason reason) {
    gone(held.remove(key));
    metrics.outageDropped(reason);
  }

  private void gone(OutageEntry one) {
    places.remove(one.key());
    switch (one) {
      case OutageEntry.Segment(StoredSegment segment, var body, var origin) -> {
        segments = segments.without(segment);
        interfaces(segment).forEach(itsInterface -> byInterface.remove(itsInterface, segment));
      }
      case OutageEntry.Revoked revoked ->
          revoked.rows().forEach(row -> revocations = revocations.without(row));
    }
  }

  /** {@return the interfaces of the path and of its peering links} */
  private static Set<Interface> interfaces(StoredSegment one) {
    Set<Interface> interfaces = new HashSet<>();
    Stream.concat(one.segment().hops().stream(), one.segment().peers().stream())
        .forEach(
            hop -> {
              interfaces.add(new Interface(hop.ia(), hop.ingress()));
              interfaces.add(new Interface(hop.ia(), hop.egress()));
            });
    return interfaces;
  }

  private List<StoredSegment> over(Revocation revocation) {
    return byInterface.of(new Interface(revocation.ia(), revocation.interfaceId()));
  }

  /**
   * {@return the sides of the revocation whose tree matches a held segment within the tree's
   * window}
   */
  public synchronized Set<ProofSide> proving(Revocation revocation) {
    return proving(revocation, revocation.interfaceId());
  }

  /**
   * {@return the sides of the revocation that match the entry of its AS in a held segment that
   * starts or ends in that AS} The match does not depend on the interfaces in that entry.
   */
  public synchronized Set<ProofSide> provingByEntry(Revocation revocation) {
    // In the first and last entry of a segment, the ingress or egress is 0.
    return proving(revocation, 0);
  }

  private Set<ProofSide> proving(Revocation revocation, long interfaceId) {
    Set<ProofSide> proving = EnumSet.noneOf(ProofSide.class);
    List<StoredSegment> candidates = byInterface.of(new Interface(revocation.ia(), interfaceId));
    if (candidates.isEmpty()) {
      return proving;
    }
    for (ProofSide side : ProofSide.values()) {
      ByteString root = revocation.connectedRoot(side);
      if (candidates.stream().anyMatch(one -> proves(revocation, interfaceId, side, root, one))) {
        proving.add(side);
      }
    }
    return proving;
  }

  /**
   * {@return the sides of the revocation that would match a held segment if another held revocation
   * had not killed that segment} Such a segment has been removed, as in the store, but the
   * revocation that killed it matched the same root.
   */
  public synchronized Set<ProofSide> provingKilled(Revocation revocation) {
    Set<ProofSide> proving = EnumSet.noneOf(ProofSide.class);
    for (StoredRevocation row : revocations.of(revocation.ia(), revocation.interfaceId())) {
      long madeIn = RevocationTolerance.windowOfEntry(row.side(), row.revocation().window());
      for (ProofSide side : ProofSide.values()) {
        if (row.connectedRoot().equals(revocation.connectedRoot(side))
            && RevocationTolerance.windowOfEntry(side, revocation.window()) == madeIn) {
          proving.add(side);
        }
      }
    }
    return proving;
  }

  private static boolean proves(
      Revocation revocation, long interfaceId, ProofSide side, ByteString root, StoredSegment one) {
    PathSegment segment = one.segment();
    return Stream.concat(segment.hops().stream(), segment.peers().stream())
            .anyMatch(hop -> names(hop, revocation.ia(), interfaceId) && hop.root().equals(root))
        && RevocationTolerance.proves(
            side,
            revocation.window(),
            revocation.treeTtlS(),
            segment.timestampS(),
            one.recordTimeMs());
  }

  private static boolean names(Hop hop, IsdAs ia, long interfaceId) {
    return hop.ia().equals(ia) && (hop.ingress() == interfaceId || hop.egress() == interfaceId);
  }

  /**
   * {@return a snapshot of the content, which must be taken before the view of the store with which
   * it is combined}
   */
  public synchronized OutageContent content() {
    return new OutageContent(segments, revocations);
  }

  /** {@return whether exactly this version is held} */
  public synchronized boolean holds(StoredSegment one) {
    return held.get(new OutageEntry.Key.Path(one.key())) instanceof OutageEntry.Segment segment
        && segment.segment().equals(one);
  }

  /** {@return the number of held segments and revocations} */
  public synchronized int entries() {
    return held.size();
  }

  /** {@return the memory used by all entries, in bytes} */
  public synchronized long bytes() {
    return places.bytes();
  }

  /** {@return a number that changes whenever an entry is added} */
  public synchronized long arrivals() {
    return arrivals;
  }

  /**
   * {@return all entries in the order in which they should be recorded: revocations before
   * segments, each group in order of arrival}
   */
  public synchronized List<OutageEntry> inOrderOfDraining() {
    List<OutageEntry> all = new ArrayList<>();
    held.values().stream().filter(OutageEntry.Revoked.class::isInstance).forEach(all::add);
    held.values().stream().filter(OutageEntry.Segment.class::isInstance).forEach(all::add);
    return all;
  }

  /** Removes the entry, unless a newer one has replaced it. */
  public synchronized void remove(OutageEntry one) {
    if (held.remove(one.key(), one)) {
      gone(one);
    }
  }
}
