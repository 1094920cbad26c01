package org.waymark.history.bisect;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
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
import org.waymark.segment.Expiry;
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
 * The set of facts that are true at a point on a timeline. It determines whether a condition holds
 * at that point.
 */
final class ConditionState {
  private final HistoryView history;
  private final Condition condition;
  private final Map<SegmentKey, PassingFact.Stored> stored = new TreeMap<>();
  private final Map<PassingFact, Integer> facts = new HashMap<>();
  private final KnownTrcs trust = new KnownTrcs(new HashSet<>());

  /** The paths found by the last search. If there were fewer than required, these are all paths. */
  private List<FoundPath> found = List.of();

  /**
   * Whether a fact that could make a further path possible has begun since the last search for
   * paths.
   */
  private boolean mayHaveMore = true;

  /**
   * A path, with the segment versions that form it. The path remains valid while versions with the
   * same content are stored.
   */
  private record FoundPath(EndToEndPath path, List<PassingFact.Stored> carriers) {}

  ConditionState(HistoryView history, Condition condition) {
    this.history = history;
    this.condition = condition;
  }

  /** Records that a fact begins or ends. */
  void change(PassingFact fact, boolean begins) {
    switch (fact) {
      case PassingFact.Stored version -> {
        if (begins) {
          stored.put(version.key(), version);
          mayHaveMore = true;
        } else {
          stored.remove(version.key(), version);
        }
      }
      case PassingFact.Known(Trc trc) -> {
        trust.all().add(trc);
        mayHaveMore = true;
      }
      case PassingFact.Blocked blocked -> count(fact, begins);
      case PassingFact.Down down -> count(fact, begins);
      case PassingFact.Revoked revoked -> count(fact, begins);
      case PassingFact.PeerValid valid -> mayHaveMore |= begins;
      case PassingFact.InGrace grace -> {}
    }
  }

  /**
   * Counts how many facts of the same kind are true. A flag would not be enough, because several
   * revocations of an interface may be in force at once.
   */
  private void count(PassingFact fact, boolean begins) {
    mayHaveMore |= !begins;
    if (facts.merge(fact, begins ? 1 : -1, Integer::sum) == 0) {
      facts.remove(fact);
    }
  }

  /** {@return whether the condition holds at the given time} */
  boolean holds(long clockMs) {
    return switch (condition) {
      case PathExists(IsdAs source, IsdAs destination) -> hasPaths(source, destination, clockMs, 1);
      case PathsBelow(IsdAs source, IsdAs destination, int number) ->
          !hasPaths(source, destination, clockMs, number);
      case SegmentLive(List<SegmentKey> keys) ->
          keys.stream().anyMatch(key -> live(key, clockMs).isPresent());
      case InterfaceUsable usable -> facts.isEmpty();
    };
  }

  private Optional<PathSegment> live(SegmentKey key, long clockMs) {
    return Optional.ofNullable(stored.get(key))
        .map(version -> history.version(key, version.offset()).segment())
        .filter(segment -> !isHidden(segment, clockMs));
  }

  private boolean isHidden(PathSegment segment, long clockMs) {
    return !trust.maySegmentsStartAt(segment.firstIa(), clockMs)
        || facts.containsKey(new PassingFact.Blocked(new BlockSubject.OfSegment(segment.id())))
        || segment.hops().stream()
            .flatMap(hop -> HidingFacts.of(hop).stream())
            .anyMatch(facts::containsKey);
  }

  /**
   * {@return whether there are at least the given number of paths} Most changes neither affect the
   * known paths nor make another path possible, and then no search is needed.
   */
  private boolean hasPaths(IsdAs source, IsdAs destination, long clockMs, int number) {
    boolean hadEnough = found.size() >= number;
    found = found.stream().filter(path -> isUsable(path, clockMs)).toList();
    if (found.size() < number && (hadEnough || mayHaveMore)) {
      found = find(source, destination, clockMs, number);
      mayHaveMore = false;
    }
    return found.size() >= number;
  }

  private boolean isUsable(FoundPath one, long clockMs) {
    return one.carriers().isEmpty()
        || clockMs < Expiry.endMs(one.path().expiryS())
            && one.carriers().stream().allMatch(this::isStored)
            && one.path().parts().stream().noneMatch(part -> isHidden(part.segment(), clockMs))
            && !isRevoked(one.path());
  }

  private boolean isStored(PassingFact.Stored version) {
    PassingFact.Stored now = stored.get(version.key());
    return now != null && now.identity().equals(version.identity());
  }

  private List<FoundPath> find(IsdAs source, IsdAs destination, long clockMs, int limit) {
    Map<PathSegment, PassingFact.Stored> live = new IdentityHashMap<>();
    stored
        .values()
        .forEach(
            version ->
                live(version.key(), clockMs).ifPresent(segment -> live.put(segment, version)));
    SegmentSet segments =
        new SegmentSet(
            // The DOWN segments of the source describe the same routes as its UP segments.
            segments(live, SegmentType.UP, SegmentType.DOWN),
            segments(live, SegmentType.CORE),
            segments(live, SegmentType.DOWN));
    return Combination.paths(
            source, destination, segments, path -> !isRevoked(path), clockMs, limit)
        .stream()
        .map(path -> new FoundPath(path, carriers(path, live)))
        .toList();
  }

  private static List<PathSegment> segments(
      Map<PathSegment, PassingFact.Stored> live, SegmentType... types) {
    return live.entrySet().stream()
        .filter(one -> List.of(types).contains(one.getValue().key().type()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<PassingFact.Stored> carriers(
      EndToEndPath path, Map<PathSegment, PassingFact.Stored> live) {
    return path.parts().stream().map(part -> live.get(part.segment())).toList();
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

  /** The accepted TRCs, as trust material. */
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
