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
import org.waymark.segment.ProofWindow;
import org.waymark.segment.Revocation;
import org.waymark.server.message.Source;
import org.waymark.server.outcome.Outcome;
import org.waymark.server.outcome.RefusalCause;
import org.waymark.server.outcome.RevocationOutcome;
import org.waymark.server.replay.Readiness;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.Limits;
import org.waymark.store.row.StoredSegment;

/**
 * Holds verified segments and proven revocations while the log is away (ARCHITECTURE, While Kafka
 * is away): memory only, the newest of each, judged by the rules of apply with the time of receipt
 * as record time. This replica's own answers use them; state, digest and history never see them.
 * When it is full the oldest goes, of a source that has more than its share if there is one.
 *
 * <p>Safe for use by several threads; nothing here blocks.
 */
public final class OutageBuffer {
  private final Limits.Outage limits;
  private final Readiness readiness;
  private final ServerMetrics metrics;

  /** In the order in which they came. */
  private final Map<OutageEntry.Key, OutageEntry> held = new LinkedHashMap<>();

  private final FairBuffer<Source, OutageEntry.Key> places;
  private long arrivals;
  private UnrecordedSegments segments = UnrecordedSegments.NONE;
  private UnrecordedRevocations revocations = UnrecordedRevocations.NONE;

  /** Those that a revocation of an interface may prove against. */
  private final Groups<Interface, StoredSegment> byInterface = new Groups<>();

  private record Interface(IsdAs ia, long id) {}

  public OutageBuffer(Limits.Outage limits, Readiness readiness, ServerMetrics metrics) {
    this.limits = limits;
    this.places = new FairBuffer<>(limits.entries(), limits.bytes());
    this.readiness = readiness;
    this.metrics = metrics;
  }

  /**
   * {@return whether it is known that nothing can be recorded and applied now, so that what comes
   * is held without trying to append it} What could not be appended is held whether or not it is
   * known.
   */
  public boolean isOpen() {
    return readiness.log() != Readiness.LogSide.THERE;
  }

  /** {@return the outcome of a segment that is verified and would be stored by what is applied} */
  public synchronized Outcome hold(OutageEntry.Segment one) {
    PathSegment segment = one.segment().segment();
    if (one.memoryBytes() > limits.bytes()) {
      return Outcome.refused(RefusalCause.OVERLOAD, "it is larger than the waiting room");
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

  /** {@return the outcome of a revocation that is proven; it kills what is held} */
  public synchronized RevocationOutcome hold(OutageEntry.Revoked one) {
    if (one.memoryBytes() > limits.bytes()) {
      return new RevocationOutcome.Refused(
          RefusalCause.OVERLOAD, "it is larger than the waiting room");
    }
    if (covers(one)) {
      return new RevocationOutcome.Known();
    }
    UnrecordedRevocations killing = UnrecordedRevocations.of(one.rows());
    for (StoredSegment segment : over(one.revocation())) {
      if (killing.kill(segment.segment(), segment.recordTimeMs())) {
        drop(new OutageEntry.Key.Path(segment.key()), "killed");
      }
    }
    enter(one);
    return new RevocationOutcome.Held();
  }

  /** {@return whether a revocation is held that says the same, for as long} */
  public synchronized boolean covers(OutageEntry.Revoked one) {
    return held.get(one.key()) instanceof OutageEntry.Revoked old
        && old.revocation().expiryMs() >= one.revocation().expiryMs()
        && old.sides().containsAll(one.sides());
  }

  private void enter(OutageEntry one) {
    OutageEntry old = held.remove(one.key());
    if (old != null) {
      gone(old);
      metrics.outageDropped("replaced");
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
        .forEach(gone -> drop(gone, "displaced"));
  }

  private void drop(OutageEntry.Key key, String reason) {
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

  /** {@return the interfaces of the path and of its peer links} */
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

  /** {@return the halves of the revocation that prove against a held segment, the guard held} */
  public synchronized Set<ProofSide> proving(Revocation revocation) {
    return proving(revocation, revocation.interfaceId());
  }

  /**
   * {@return the halves of the revocation that prove against an AS entry of its AS in a held
   * segment that begins or ends there, whichever interface that entry names}
   */
  public synchronized Set<ProofSide> provingByEntry(Revocation revocation) {
    // An entry at an end of a segment has no interface on one side.
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

  private static boolean proves(
      Revocation revocation, long interfaceId, ProofSide side, ByteString root, StoredSegment one) {
    PathSegment segment = one.segment();
    return Stream.concat(segment.hops().stream(), segment.peers().stream())
            .anyMatch(hop -> names(hop, revocation.ia(), interfaceId) && hop.root().equals(root))
        && ProofWindow.allows(
            side,
            revocation.window(),
            revocation.treeTtlS(),
            segment.timestampS(),
            one.recordTimeMs());
  }

  private static boolean names(Hop hop, IsdAs ia, long interfaceId) {
    return hop.ia().equals(ia) && (hop.ingress() == interfaceId || hop.egress() == interfaceId);
  }

  /** {@return what is held now, to be taken before the view that it is laid over} */
  public synchronized OutageContent content() {
    return new OutageContent(segments, revocations);
  }

  /** {@return whether this very version is held} */
  public synchronized boolean holds(StoredSegment one) {
    return held.get(new OutageEntry.Key.Path(one.key())) instanceof OutageEntry.Segment segment
        && segment.segment().equals(one);
  }

  /** {@return how many segments and revocations are held} */
  public synchronized int entries() {
    return held.size();
  }

  /** {@return how many bytes of memory what is held takes} */
  public synchronized long bytes() {
    return places.bytes();
  }

  /** {@return a number that is another one when anything came} */
  public synchronized long arrivals() {
    return arrivals;
  }

  /** {@return what is held: revocations before segments, each in the order in which they came} */
  public synchronized List<OutageEntry> inOrderOfDraining() {
    List<OutageEntry> all = new ArrayList<>();
    held.values().stream().filter(OutageEntry.Revoked.class::isInstance).forEach(all::add);
    held.values().stream().filter(OutageEntry.Segment.class::isInstance).forEach(all::add);
    return all;
  }

  /** Lets go of it, unless a newer one has taken its place. */
  public synchronized void remove(OutageEntry one) {
    if (held.remove(one.key(), one)) {
      gone(one);
    }
  }
}
