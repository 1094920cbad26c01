package org.waymark.history.bisect;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.waymark.history.bisect.Condition.InterfaceUsable;
import org.waymark.history.bisect.Condition.PathExists;
import org.waymark.history.bisect.Condition.PathsBelow;
import org.waymark.history.bisect.Condition.SegmentLive;
import org.waymark.resolve.combination.Combination;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.resolve.combination.SegmentSet;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.store.history.HistoryView;
import org.waymark.trust.TrustMaterial;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/**
 * The set of facts that are true at a point of a timeline. It decides whether a condition holds at
 * that point.
 */
final class ConditionState {
  private final HistoryView history;
  private final Condition condition;
  private final Map<SegmentKey, Long> stored = new TreeMap<>();
  private final Map<PassingFact, Integer> facts = new HashMap<>();
  private final KnownTrcs trust = new KnownTrcs(new HashSet<>());

  ConditionState(HistoryView history, Condition condition) {
    this.history = history;
    this.condition = condition;
  }

  /** Notes that a fact begins or ends. */
  void change(PassingFact fact, boolean begins) {
    switch (fact) {
      case PassingFact.Stored(SegmentKey key, long offset, Object content) -> {
        if (begins) {
          stored.put(key, offset);
        } else {
          stored.remove(key, offset);
        }
      }
      case PassingFact.Known(Trc trc) -> trust.all().add(trc);
      case PassingFact.Blocked blocked -> count(fact, begins);
      case PassingFact.Down down -> count(fact, begins);
      case PassingFact.Revoked revoked -> count(fact, begins);
      case PassingFact.PeerValid valid -> {}
      case PassingFact.InGrace grace -> {}
    }
  }

  /**
   * Counts a fact, rather than setting a flag, because several revocations of an interface may be
   * in force at once.
   */
  private void count(PassingFact fact, boolean begins) {
    if (facts.merge(fact, begins ? 1 : -1, Integer::sum) == 0) {
      facts.remove(fact);
    }
  }

  /** {@return whether the condition holds at the given time} */
  boolean holds(long clockMs) {
    return switch (condition) {
      case PathExists(IsdAs source, IsdAs destination) ->
          !paths(source, destination, clockMs, 1).isEmpty();
      case PathsBelow(IsdAs source, IsdAs destination, int number) ->
          paths(source, destination, clockMs, number).size() < number;
      case SegmentLive(List<SegmentKey> keys) ->
          keys.stream().anyMatch(key -> live(key, clockMs).isPresent());
      case InterfaceUsable usable -> facts.isEmpty();
    };
  }

  private Optional<PathSegment> live(SegmentKey key, long clockMs) {
    return Optional.ofNullable(stored.get(key))
        .map(offset -> history.version(key, offset).segment())
        .filter(segment -> !isHidden(segment, clockMs));
  }

  private boolean isHidden(PathSegment segment, long clockMs) {
    return !trust.maySegmentsStartAt(segment.firstIa(), clockMs)
        || facts.containsKey(new PassingFact.Blocked(new BlockSubject.OfSegment(segment.id())))
        || segment.hops().stream()
            .flatMap(hop -> HidingFacts.of(hop).stream())
            .anyMatch(facts::containsKey);
  }

  private List<EndToEndPath> paths(IsdAs source, IsdAs destination, long clockMs, int limit) {
    List<SegmentKey> live =
        stored.keySet().stream().filter(key -> live(key, clockMs).isPresent()).toList();
    SegmentSet segments =
        new SegmentSet(
            // The DOWN segments of the source describe the same routes as its UP segments.
            segments(live, clockMs, SegmentType.UP, SegmentType.DOWN),
            segments(live, clockMs, SegmentType.CORE),
            segments(live, clockMs, SegmentType.DOWN));
    return Combination.paths(
        source, destination, segments, path -> !isRevoked(path), clockMs, limit);
  }

  private List<PathSegment> segments(List<SegmentKey> live, long clockMs, SegmentType... types) {
    return live.stream()
        .filter(key -> List.of(types).contains(key.type()))
        .flatMap(key -> live(key, clockMs).stream())
        .toList();
  }

  private boolean isRevoked(EndToEndPath path) {
    return path.interfaces().stream()
        .anyMatch(
            end ->
                path.parts().stream()
                    .flatMap(part -> part.segment().hops().stream())
                    .filter(hop -> hop.ia().equals(end.ia()))
                    .map(Hop::root)
                    .anyMatch(root -> facts.containsKey(new PassingFact.Revoked(end, root))));
  }

  /** The TRCs that have been accepted. */
  private record KnownTrcs(Set<Trc> all) implements TrustMaterial {
    @Override
    public Optional<Trc> trc(int isd, long version) {
      return all.stream().filter(trc -> trc.isd() == isd && trc.version() == version).findFirst();
    }

    @Override
    public Optional<Trc> newestTrc(int isd) {
      return all.stream()
          .filter(trc -> trc.isd() == isd)
          .reduce(
              (one, other) ->
                  Long.compareUnsigned(one.version(), other.version()) >= 0 ? one : other);
    }

    @Override
    public Optional<CertificateChain> chain(IsdAs ia, long version) {
      return Optional.empty();
    }

    @Override
    public Optional<CertificateChain> newestChain(IsdAs ia) {
      return Optional.empty();
    }
  }
}
