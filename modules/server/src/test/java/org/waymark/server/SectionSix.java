package org.waymark.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentPart;
import org.waymark.segment.SegmentPlacement;
import org.waymark.segment.SegmentType;
import org.waymark.server.message.Requester;
import org.waymark.wire.message.SegmentRequest;

/**
 * An oracle for PROTOCOL 6, written from its text. It loops over all segments without indexes, and
 * retries everything whenever anything happens. It has no logs, stores or replicas, and only
 * distinguishes which replica received a request.
 */
final class SectionSix {
  private static final long PENDING_MS = 2_000;
  private static final long WAITING_MS = 10_000;

  private final IsdAs local;
  private final boolean core;
  private final int limit;
  private final Predicate<IsdAs> coreAses;

  /** Tests whether the TRC of an ISD is stored. */
  private IntPredicate trusted;

  private long nowMs;
  private final List<Held> held = new ArrayList<>();
  private final List<Revocation> revocations = new ArrayList<>();
  private final List<Pending> pending = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private final List<Predicate<Pending>> due = new ArrayList<>();
  private List<Sent> sent = new ArrayList<>();
  private final Map<Inquirer, AskedInTurn> inTurn = new HashMap<>();

  /** A registered segment. */
  record Held(SegmentType type, PathSegment segment, long recordTimeMs) {
    boolean is(SegmentType type, PathSegment segment) {
      return this.type == type && this.segment.id().equals(segment.id());
    }
  }

  /** A request, with the server that received it. */
  record Asked(int server, SegmentRequest request, Requester from, long requestId) {}

  private record Pending(IsdAs on, Asked asked, long sinceMs) {
    boolean inPlaceOf(Pending other) {
      return on.equals(other.on)
          && asked.request.sibra() == other.asked.request.sibra()
          && asked.from.equals(other.asked.from);
    }
  }

  /** The replica and destination of queries, since each replica queries core ASes independently. */
  private record Inquirer(int server, IsdAs dst) {}

  private record Waiting(int isd, Asked asked, long sinceMs) {}

  /** A sent message. */
  sealed interface Sent {
    record Reply(
        long requestId, SegmentRequest request, Set<Typed> segments, Set<Revocation> revocations)
        implements Sent {}

    record Forward(SegmentRequest request, SegmentId over) implements Sent {}
  }

  /** A segment in a reply. */
  record Typed(SegmentType type, PathSegment segment) {}

  SectionSix(
      IsdAs local,
      boolean core,
      int limit,
      Predicate<IsdAs> coreAses,
      IntPredicate trusted,
      long nowMs) {
    this.local = local;
    this.core = core;
    this.limit = limit;
    this.coreAses = coreAses;
    this.trusted = trusted;
    this.nowMs = nowMs;
  }

  /** {@return the messages sent since the last call} */
  List<Sent> sent() {
    List<Sent> all = sent;
    sent = new ArrayList<>();
    return all;
  }

  int pending() {
    pending.removeIf(one -> nowMs - one.sinceMs >= PENDING_MS);
    return pending.size();
  }

  int waiting() {
    waiting.removeIf(one -> nowMs - one.sinceMs >= WAITING_MS);
    return waiting.size();
  }

  void advanceMs(long ms) {
    nowMs += ms;
  }

  /** Runs the timer that fires once a second. */
  void second() {
    retry(one -> true);
  }

  /** Stores all TRCs. */
  void trustArrives() {
    trusted = isd -> true;
    retry(one -> true);
  }

  /**
   * Adds the segments of one message. Pending requests are answered when all of them are present.
   */
  void register(int server, List<Typed> segments) {
    for (Typed one : segments) {
      register(server, one.type, one.segment);
    }
    for (Predicate<Pending> due : due) {
      retry(due);
    }
    due.clear();
  }

  private void register(int server, SegmentType type, PathSegment segment) {
    boolean acceptable =
        segment.hops().stream().allMatch(hop -> trusted.test(hop.ia().isd()))
            && new SegmentPlacement(local, this::isCore).fault(type, segment).isEmpty()
            && segment.endMs() > nowMs;
    Optional<Held> stored = held.stream().filter(one -> one.is(type, segment)).findAny();
    if (!acceptable) {
      return;
    }
    if (stored.filter(one -> one.segment.equals(segment)).isPresent()
        || stored.filter(old -> old.segment.expiryS() > segment.expiryS()).isPresent()
        || revocations.stream()
            .anyMatch(one -> ProofOracle.kills(one, new Held(type, segment, nowMs)))) {
      due.add(one -> one.asked.server == server);
      return;
    }
    boolean added = stored.filter(old -> old.segment.endMs() > nowMs).isEmpty();
    held.removeIf(one -> one.is(type, segment));
    held.add(new Held(type, segment, nowMs));
    if (added) {
      release(type, segment);
    }
    due.add(one -> true);
  }

  /** Applies a revocation. {@return whether it proves against a segment, as it has to} */
  boolean revoke(Revocation revocation) {
    boolean proven = held.stream().anyMatch(one -> ProofOracle.provesAgainst(revocation, one));
    if (proven) {
      revocations.add(revocation);
      held.removeIf(one -> ProofOracle.kills(revocation, one));
      retry(one -> true);
    }
    return proven;
  }

  /**
   * Forwards waiting requests as soon as an UP segment (at a local server) or a CORE segment (at a
   * core server) towards their ISD is added (6.4).
   */
  private void release(SegmentType type, PathSegment segment) {
    if (type != (core ? SegmentType.CORE : SegmentType.UP)
        || !segment.lastIa().equals(local)
        || !isCore(segment.firstIa())) {
      return;
    }
    waiting();
    for (Waiting one : List.copyOf(waiting)) {
      if (one.isd == segment.firstIa().isd()) {
        waiting.remove(one);
        sent.add(new Sent.Forward(one.asked.request, segment.id()));
        if (!one.asked.request.sibra()) {
          inTurn(one.asked).sentOver(segment, nowMs);
        }
      }
    }
  }

  private void retry(Predicate<Pending> which) {
    pending();
    for (Pending one : List.copyOf(pending)) {
      if (which.test(one)) {
        Set<Typed> found = find(one.asked.request, new ArrayList<>());
        if (!found.isEmpty()) {
          pending.remove(one);
          reply(one.asked, found);
        }
      }
    }
  }

  void request(Asked asked) {
    SegmentRequest request = asked.request;
    if (request.dst().equals(local)) {
      return;
    }
    List<IsdAs> unconnected = new ArrayList<>();
    Set<Typed> found = find(request, unconnected);
    if (!found.isEmpty()) {
      reply(asked, found);
    }
    if (core) {
      if (!request.cacheOnly()) {
        notAllFoundAtCoreServer(asked, found, unconnected);
      }
    } else if (found.isEmpty()) {
      sendOnOrWait(asked, request.sibra() ? List.of() : ways(request.dst()), local.isd());
      keep(request.dst(), asked);
    } else {
      askAgain(asked);
    }
  }

  /**
   * Queries core ASes again for a destination to which segments were found. PROTOCOL 6 does not
   * contain this.
   */
  private void askAgain(Asked asked) {
    inTurn(asked)
        .round(ways(asked.request.dst()), core ? 2 : 16, nowMs)
        .forEach(over -> sent.add(new Sent.Forward(asked.request, over.id())));
  }

  private AskedInTurn inTurn(Asked asked) {
    return inTurn.computeIfAbsent(
        new Inquirer(asked.server, asked.request.dst()), key -> new AskedInTurn());
  }

  /** {@return all segments over which core ASes can be queried for a destination, best first} */
  private List<PathSegment> ways(IsdAs dst) {
    return core
        ? sorted(SegmentType.CORE, first -> first.isd() == dst.isd(), local).toList()
        : sorted(SegmentType.UP, first -> true, local).toList();
  }

  private void notAllFoundAtCoreServer(Asked asked, Set<Typed> found, List<IsdAs> unconnected) {
    IsdAs dst = asked.request.dst();
    unconnected.forEach(start -> keep(start, asked));
    boolean canBeAskedFor = !treatedAsCore(dst) && dst.isd() != local.isd();
    if (!found.isEmpty() || !unconnected.isEmpty()) {
      if (canBeAskedFor) {
        askAgain(asked);
      }
      return;
    }
    keep(dst, asked);
    if (canBeAskedFor) {
      sendOnOrWait(asked, ways(dst), dst.isd());
    }
  }

  private void sendOnOrWait(Asked asked, List<PathSegment> over, int isd) {
    if (over.isEmpty()) {
      waiting.add(new Waiting(isd, asked, nowMs));
    } else {
      // There are no SIBRA segments, so no core AS is queried for them.
      PathSegment chosen = asked.request.sibra() ? over.getFirst() : inTurn(asked).ask(over, nowMs);
      sent.add(new Sent.Forward(asked.request, chosen.id()));
    }
  }

  private void keep(IsdAs on, Asked asked) {
    Pending one = new Pending(on, asked, nowMs);
    pending();
    pending.removeIf(one::inPlaceOf);
    pending.add(one);
  }

  private Set<Typed> find(SegmentRequest request, List<IsdAs> unconnected) {
    Set<Typed> found = new HashSet<>();
    IsdAs dst = request.dst();
    if (request.sibra()) {
      return found;
    }
    if (core) {
      if (treatedAsCore(dst)) {
        include(
            found, SegmentType.CORE, query(SegmentType.CORE, first -> isAsked(dst, first), local));
      } else {
        coreServerToLeaf(request, found, unconnected);
      }
    } else if (treatedAsCore(dst)) {
      if (dst.isd() == local.isd()) {
        Map<PathSegment, Integer> ups = new HashMap<>();
        sorted(SegmentType.UP, first -> isAsked(dst, first), local)
            .forEach(up -> ups.put(up, BestOfSegments.links(up)));
        include(found, SegmentType.UP, best().spread(ups, PathSegment::firstIa));
      }
      throughCore(first -> isAsked(dst, first), found);
    } else {
      localServerToLeaf(dst, found);
    }
    return found;
  }

  private BestOfSegments best() {
    return new BestOfSegments(limit, nowMs, this::isUsable);
  }

  /** Tests whether a path can be used. A peering link is not used if one of its ends is revoked. */
  private boolean isUsable(EndToEndPath path) {
    for (SegmentPart part : path.parts()) {
      if (part.top() instanceof SegmentPart.Peer(int entry, int peering)) {
        Hop at = part.segment().hops().get(entry);
        long id = part.segment().crossings().get(entry).peerings().get(peering).passage().ingress();
        if (revocations.stream()
            .filter(one -> one.ia().equals(at.ia()) && one.interfaceId() == id)
            .filter(one -> one.provingSide(at.root()).isPresent())
            .anyMatch(one -> one.isCurrent(nowMs))) {
          return false;
        }
      }
    }
    return true;
  }

  private void coreServerToLeaf(SegmentRequest request, Set<Typed> found, List<IsdAs> unconnected) {
    IsdAs src = request.src();
    boolean ofOtherIsd = src.isd() != local.isd();
    // An AS registers its DOWN segments as UP segments, too.
    List<PathSegment> ups =
        ofOtherIsd || src.equals(local) || src.isWildcard()
            ? List.of()
            : sorted(SegmentType.DOWN, first -> true, src).toList();
    int linksHere =
        ups.stream()
            .filter(up -> up.firstIa().equals(local))
            .mapToInt(BestOfSegments::links)
            .min()
            .orElse(0);
    List<PathSegment> downs = sorted(SegmentType.DOWN, first -> true, request.dst()).toList();
    Map<PathSegment, Integer> useful = new HashMap<>();
    Map<PathSegment, Integer> connected = new HashMap<>();
    for (PathSegment down : downs) {
      IsdAs start = down.firstIa();
      List<PathSegment> cores = query(SegmentType.CORE, start::equals, local);
      best()
          .joining(src, request.dst(), ups, down)
          .values()
          .forEach(links -> useful.merge(down, links, Math::min));
      best()
          .alone(src, request.dst(), down)
          .ifPresent(links -> useful.merge(down, links, Math::min));
      if (start.equals(local) || ofOtherIsd || !cores.isEmpty()) {
        int toStart =
            start.equals(local) || ofOtherIsd ? 0 : BestOfSegments.links(cores.getFirst());
        connected.put(down, linksHere + toStart + BestOfSegments.links(down));
      } else if (!unconnected.contains(start)) {
        unconnected.add(start);
      }
    }
    connected.forEach((down, links) -> useful.merge(down, links, Math::min));
    for (PathSegment down : best().spread(useful, PathSegment::firstIa)) {
      found.add(new Typed(SegmentType.DOWN, down));
      if (!down.firstIa().equals(local) && !ofOtherIsd) {
        include(found, SegmentType.CORE, query(SegmentType.CORE, down.firstIa()::equals, local));
      }
    }
  }

  private void localServerToLeaf(IsdAs dst, Set<Typed> found) {
    List<PathSegment> ups = sorted(SegmentType.UP, first -> true, local).toList();
    Map<PathSegment, Integer> useful = new HashMap<>();
    for (PathSegment down : sorted(SegmentType.DOWN, first -> true, dst).toList()) {
      best()
          .joining(local, dst, ups, down)
          .values()
          .forEach(links -> useful.merge(down, links, Math::min));
      best().alone(local, dst, down).ifPresent(links -> useful.merge(down, links, Math::min));
      throughCore(down.firstIa()::equals)
          .values()
          .forEach(links -> useful.merge(down, links + BestOfSegments.links(down), Math::min));
    }
    for (PathSegment down : best().spread(useful, PathSegment::firstIa)) {
      found.add(new Typed(SegmentType.DOWN, down));
      include(found, SegmentType.UP, query(SegmentType.UP, down.firstIa()::equals, local));
      include(found, SegmentType.UP, best().first(best().joining(local, dst, ups, down)));
      throughCore(down.firstIa()::equals, found);
    }
  }

  /** {@return the CORE segments to which UP segments lead, with the number of links of both} */
  private Map<PathSegment, Integer> throughCore(Predicate<IsdAs> first) {
    Map<PathSegment, Integer> links = new HashMap<>();
    for (PathSegment one : sorted(SegmentType.CORE, first, IsdAs.NONE).toList()) {
      query(SegmentType.UP, one.lastIa()::equals, local).stream()
          .findFirst()
          .ifPresent(up -> links.put(one, BestOfSegments.links(one) + BestOfSegments.links(up)));
    }
    return links;
  }

  private void throughCore(Predicate<IsdAs> first, Set<Typed> found) {
    for (PathSegment one : best().spread(throughCore(first), PathSegment::lastIa)) {
      found.add(new Typed(SegmentType.CORE, one));
      include(found, SegmentType.UP, query(SegmentType.UP, one.lastIa()::equals, local));
    }
  }

  private static void include(
      Set<Typed> found, SegmentType type, Collection<PathSegment> segments) {
    segments.forEach(segment -> found.add(new Typed(type, segment)));
  }

  /**
   * Finds a limited number of unexpired segments, fewest hops first; ties are ordered as in
   * ARCHITECTURE, The store.
   */
  private List<PathSegment> query(SegmentType type, Predicate<IsdAs> first, IsdAs last) {
    return sorted(type, first, last).limit(limit).toList();
  }

  private Stream<PathSegment> sorted(SegmentType type, Predicate<IsdAs> first, IsdAs last) {
    return held.stream()
        .filter(one -> one.type == type && one.segment.endMs() > nowMs)
        .map(Held::segment)
        .filter(one -> first.test(one.firstIa()))
        .filter(one -> last.equals(IsdAs.NONE) || one.lastIa().equals(last))
        .sorted(BestOfSegments.BEST_FIRST);
  }

  private boolean treatedAsCore(IsdAs dst) {
    return dst.isWildcard() || isCore(dst);
  }

  private boolean isCore(IsdAs ia) {
    return trusted.test(ia.isd()) && coreAses.test(ia);
  }

  private static boolean isAsked(IsdAs dst, IsdAs first) {
    return dst.isWildcard() ? first.isd() == dst.isd() : first.equals(dst);
  }

  private void reply(Asked asked, Set<Typed> found) {
    inTurn(asked).answered(nowMs);
    Set<Revocation> ofPeers = new LinkedHashSet<>();
    found.forEach(one -> ofPeers(one.segment).ifPresent(ofPeers::add));
    sent.add(new Sent.Reply(asked.requestId, asked.request, found, ofPeers));
  }

  private Optional<Revocation> ofPeers(PathSegment segment) {
    for (Hop peer : segment.peers()) {
      for (long interfaceId : List.of(peer.ingress(), peer.egress())) {
        Optional<Revocation> known =
            revocations.stream()
                .filter(one -> one.ia().equals(peer.ia()) && one.interfaceId() == interfaceId)
                .filter(one -> one.provingSide(peer.root()).isPresent())
                .filter(one -> one.isCurrent(nowMs))
                .max(Comparator.comparingLong(Revocation::epoch));
        if (known.isPresent()) {
          return known;
        }
      }
    }
    return Optional.empty();
  }
}
