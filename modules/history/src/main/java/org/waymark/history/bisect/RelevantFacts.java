package org.waymark.history.bisect;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.waymark.history.QueryBounds;
import org.waymark.history.bisect.Condition.InterfaceUsable;
import org.waymark.history.bisect.Condition.PathExists;
import org.waymark.history.bisect.Condition.PathsBelow;
import org.waymark.history.bisect.Condition.SegmentLive;
import org.waymark.history.bisect.Timeline.Point;
import org.waymark.log.Topic;
import org.waymark.segment.AsInterface;
import org.waymark.segment.ByteString;
import org.waymark.segment.Crossing;
import org.waymark.segment.Expiry;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.store.history.HistoryView;
import org.waymark.store.history.PastNotice;
import org.waymark.store.history.PastTrc;
import org.waymark.store.row.SegmentChange;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.SegmentValue;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.trust.Trc;

/**
 * Adds exactly those facts to a timeline on which a condition can depend. The duration of a
 * bisection therefore depends on the number of these facts rather than on the number of records.
 */
final class RelevantFacts {
  private final HistoryView history;
  private final Timeline timeline;
  private final QueryBounds bounds;
  private long keys;
  private final Set<PassingFact> hiding = new LinkedHashSet<>();
  private final Set<Integer> isds = new TreeSet<>();

  /** The interfaces of paths whose revocations matter even if the segment remains stored. */
  private final Set<AsInterface> ofPaths = new TreeSet<>();

  RelevantFacts(HistoryView history, Timeline timeline, QueryBounds bounds) {
    this.history = history;
    this.timeline = timeline;
    this.bounds = bounds;
  }

  void add(Condition condition) {
    switch (condition) {
      case PathExists(IsdAs source, IsdAs destination) -> addPaths(source, destination);
      case PathsBelow(IsdAs source, IsdAs destination, int number) -> addPaths(source, destination);
      case SegmentLive(List<SegmentKey> keys) -> keys.forEach(key -> addSegment(key, false));
      case InterfaceUsable(AsInterface end) -> {
        hiding.addAll(HidingFacts.of(new Hop(end.ia(), end.id(), 0, ByteString.EMPTY)));
        ofPaths.add(end);
      }
    }
    hiding.forEach(this::addHiding);
    isds.forEach(this::addTrcs);
    ofPaths.forEach(this::addRevocations);
  }

  private void addPaths(IsdAs source, IsdAs destination) {
    List<SegmentKey> ups = new ArrayList<>(ending(SegmentType.UP, source));
    ups.addAll(ending(SegmentType.DOWN, source));
    List<SegmentKey> downs = ending(SegmentType.DOWN, destination);
    Set<SegmentKey> all = new LinkedHashSet<>(ups);
    all.addAll(downs);
    Set<IsdAs> entries = firstAses(ups, source);
    for (IsdAs exit : firstAses(downs, destination)) {
      for (IsdAs entry : entries) {
        all.addAll(keys(new SegmentQuery(SegmentType.CORE, exit, entry)));
      }
    }
    all.forEach(key -> addSegment(key, true));
  }

  private List<SegmentKey> ending(SegmentType type, IsdAs last) {
    return keys(new SegmentQuery(type, IsdAs.NONE, last));
  }

  /**
   * {@return all keys for a query}
   *
   * @throws IllegalArgumentException if the queries together have too many keys
   */
  private List<SegmentKey> keys(SegmentQuery query) {
    bounds.requireTime();
    int left = Math.toIntExact(bounds.items() - keys);
    List<SegmentKey> found = history.segments(query, left == Integer.MAX_VALUE ? left : left + 1);
    keys += found.size();
    bounds.requireItems(keys);
    return found;
  }

  private Set<IsdAs> firstAses(List<SegmentKey> keys, IsdAs end) {
    Set<IsdAs> found = new TreeSet<>(Set.of(end));
    for (SegmentKey key : keys) {
      bounds.requireTime();
      history.changes(key).stream()
          .flatMap(change -> change.version().stream())
          .findFirst()
          .ifPresent(version -> found.add(version.hops().getFirst().ia()));
    }
    return found;
  }

  private void addSegment(SegmentKey key, boolean ofPath) {
    bounds.requireTime();
    List<SegmentChange> changes =
        history.changes(key).stream().filter(change -> change.kind().isOfState()).toList();
    Optional<SegmentValue> previous = Optional.empty();
    for (int i = 0; i < changes.size(); i++) {
      SegmentChange change = changes.get(i);
      if (change.version().isEmpty()) {
        continue;
      }
      SegmentValue version = change.version().get();
      OptionalLong replaced =
          i + 1 < changes.size()
              ? OptionalLong.of(changes.get(i + 1).offset())
              : OptionalLong.empty();
      Point begin = timeline.record(change.offset());
      Point end =
          Timeline.earlier(timeline.recordOrNever(replaced), timeline.instant(version.endMs()));
      if (begin.compareTo(end) < 0) {
        addVersion(key, version, begin, end, ofPath, previous);
        previous = Optional.of(version);
      }
    }
  }

  private void addVersion(
      SegmentKey key,
      SegmentValue version,
      Point begin,
      Point end,
      boolean ofPath,
      Optional<SegmentValue> previous) {
    List<Hop> peers = version.peers();
    Object content =
        ofPath && !peers.isEmpty()
            ? history.version(key, version.offset()).segment().contentDigest()
            : roots(version);
    timeline.add(new PassingFact.Stored(key, version.offset(), content), begin, end);
    if (previous.filter(version::hasLinksOf).isEmpty()) {
      List<Hop> hops = version.hops();
      isds.add(hops.getFirst().ia().isd());
      hiding.add(new PassingFact.Blocked(new BlockSubject.OfSegment(key.id())));
      hops.forEach(hop -> hiding.addAll(HidingFacts.of(hop)));
      if (ofPath) {
        hops.forEach(this::addInterfaces);
        peers.forEach(this::addInterfaces);
      }
    }
    if (ofPath && !peers.isEmpty()) {
      addPeers(key, history.version(key, version.offset()).segment(), content, begin, end);
    }
  }

  private static List<Object> roots(SegmentValue version) {
    return version.hops().stream().map(hop -> (Object) hop.root()).toList();
  }

  private void addPeers(
      SegmentKey key, PathSegment segment, Object content, Point begin, Point end) {
    int number = 0;
    for (Crossing crossing : segment.crossings()) {
      for (Crossing.Peering peering : crossing.peerings()) {
        Point peerEnd = timeline.instant(Expiry.endMs(peering.passage().expiryS()));
        timeline.add(
            new PassingFact.PeerValid(key, content, number), begin, Timeline.earlier(end, peerEnd));
        number++;
      }
    }
  }

  private void addInterfaces(Hop hop) {
    for (long id : new long[] {hop.ingress(), hop.egress()}) {
      if (id != 0) {
        ofPaths.add(new AsInterface(hop.ia(), id));
      }
    }
  }

  private void addHiding(PassingFact fact) {
    switch (fact) {
      case PassingFact.Blocked(BlockSubject subject) -> addNotices(fact, history.blocks(subject));
      case PassingFact.Down(AsInterface end) ->
          addNotices(fact, history.interfaceDowns(end.ia(), end.id()));
      default -> throw new IllegalArgumentException(fact + " does not hide segments");
    }
  }

  /** Adds notices about one subject. A later notice replaces an earlier notice. */
  private void addNotices(PassingFact fact, List<PastNotice> notices) {
    for (int i = 0; i < notices.size(); i++) {
      OptionalLong replaced =
          i + 1 < notices.size()
              ? OptionalLong.of(notices.get(i + 1).offset())
              : OptionalLong.empty();
      timeline.add(
          fact,
          timeline.record(notices.get(i).offset()),
          Timeline.earlier(
              timeline.recordOrNever(replaced), timeline.instant(notices.get(i).endMs())));
    }
  }

  private void addRevocations(AsInterface end) {
    bounds.requireTime();
    history
        .revocations(end.ia(), end.id())
        .forEach(
            one ->
                timeline.add(
                    new PassingFact.Revoked(end, one.connectedRoot()),
                    timeline.record(one.offset()),
                    timeline.instant(one.expiryMs())));
  }

  private void addTrcs(int isd) {
    for (PastTrc past : history.trcs(isd)) {
      Trc trc = past.trc();
      Point known = timeline.instant(history.countsFrom(Topic.TRUST, past.offset(), 0));
      timeline.add(new PassingFact.Known(trc), known, timeline.recordOrNever(OptionalLong.empty()));
      timeline.add(
          new PassingFact.InGrace(trc),
          known,
          timeline.instant((trc.creationTimeS() + trc.gracePeriodS() + 1) * 1_000));
    }
  }
}
