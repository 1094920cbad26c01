package org.waymark.conform.specified;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.waymark.conform.scenario.ScenarioPools;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentType;

/**
 * The segments of a {@link SpecifiedServer}, kept in lists and searched with loops (PROTOCOL 5, 6,
 * 7).
 */
final class SpecifiedStore {
  private static final int LIMIT = 5;

  /**
   * A stored segment.
   *
   * @param storedMs the time at which the segment was stored, in Unix milliseconds
   * @param added whether no live version of the same path was stored previously
   */
  record Held(String name, SegmentType type, PathSegment segment, long storedMs, boolean added) {
    boolean isLive(long clockMs) {
      return clockMs < segment.endMs();
    }
  }

  static final Comparator<Held> BEST_FIRST =
      Comparator.comparingInt((Held version) -> version.segment().hops().size())
          .thenComparing(version -> -version.segment().expiryS())
          .thenComparing(version -> version.segment().id().toString());

  private record Path(SegmentType type, SegmentId id) {}

  private final Map<Path, Held> held = new LinkedHashMap<>();

  /**
   * Stores a segment.
   *
   * @return the stored segment; empty if a live version with a later expiry is already stored
   */
  Optional<Held> put(String name, SegmentType type, PathSegment segment, long clockMs) {
    Path path = new Path(type, segment.id());
    Optional<Held> old =
        Optional.ofNullable(held.get(path)).filter(version -> version.isLive(clockMs));
    if (old.isPresent() && old.get().segment().expiryS() > segment.expiryS()) {
      return Optional.empty();
    }
    held.remove(path);
    Held stored = new Held(name, type, segment, clockMs, old.isEmpty());
    held.put(path, stored);
    return Optional.of(stored);
  }

  /** {@return all live segments, in the order in which they were stored} */
  List<Held> live(long clockMs) {
    return held.values().stream().filter(version -> version.isLive(clockMs)).toList();
  }

  /**
   * Runs one query.
   *
   * @return the results, ordered by fewest hops, then latest expiry, then id
   */
  List<Held> query(SegmentType type, Predicate<IsdAs> first, Predicate<IsdAs> last, long clockMs) {
    return all(type, first, last, clockMs).stream().limit(LIMIT).toList();
  }

  /** Runs a query like {@link #query}, but without a limit. */
  List<Held> all(SegmentType type, Predicate<IsdAs> first, Predicate<IsdAs> last, long clockMs) {
    return live(clockMs).stream()
        .filter(version -> version.type() == type)
        .filter(version -> first.test(version.segment().firstIa()))
        .filter(version -> last.test(version.segment().lastIa()))
        .sorted(BEST_FIRST)
        .toList();
  }

  /**
   * Removes every segment that was stored before the revocation expired, uses the revoked interface
   * in its path, and matches the revocation's proof.
   */
  void remove(Revocation revocation) {
    held.values()
        .removeIf(
            version ->
                version.storedMs() < revocation.expiryMs()
                    && isKilled(version.segment(), revocation));
  }

  static boolean isKilled(PathSegment segment, Revocation revocation) {
    return segment.hops().stream().anyMatch(hop -> proves(hop, revocation));
  }

  /** {@return whether a revocation names an interface of a hop and matches the hop's AS entry} */
  static boolean proves(Hop hop, Revocation revocation) {
    return hop.ia().equals(revocation.ia())
        && hop.uses(revocation.interfaceId())
        && revocation.provingSide(hop.root()).isPresent();
  }

  /** {@return whether a revocation matches any hop entry, including entries for peer links} */
  static boolean isProven(PathSegment segment, Revocation revocation) {
    List<Hop> hops = new ArrayList<>(segment.hops());
    hops.addAll(segment.peers());
    return hops.stream().anyMatch(hop -> proves(hop, revocation));
  }

  SortedMap<String, SortedSet<String>> names(long clockMs) {
    SortedMap<String, SortedSet<String>> names = new TreeMap<>();
    for (Held version : live(clockMs)) {
      names
          .computeIfAbsent(ScenarioPools.textOf(version.type()), type -> new TreeSet<>())
          .add(version.name());
    }
    return names;
  }
}
