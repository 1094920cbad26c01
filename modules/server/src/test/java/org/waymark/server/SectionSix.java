package org.waymark.server;

import java.util.ArrayList;
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
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentPlacement;
import org.waymark.segment.SegmentType;
import org.waymark.server.message.Requester;
import org.waymark.wire.message.SegmentRequest;

/**
 * Spec section 6 from its prose, as an oracle: loops over all segments, no indexes, everything
 * retried whenever anything happens. Knows nothing of logs, stores and replicas but which of them a
 * request came to.
 */
final class SectionSix {
  private static final long PENDING_MS = 2_000;
  private static final long WAITING_MS = 10_000;

  private final IsdAs local;
  private final boolean core;
  private final int limit;
  private final Predicate<IsdAs> coreAses;

  /** ISDs whose TRC is held. */
  private IntPredicate trusted;

  private long nowMs;
  private final List<Held> held = new ArrayList<>();
  private final List<Revocation> revocations = new ArrayList<>();
  private final List<Pending> pending = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private List<Sent> sent = new ArrayList<>();
  private final Map<Inquirer, AskedInTurn> inTurn = new HashMap<>();

  /** A registered segment. */
  record Held(SegmentType type, PathSegment segment, long recordTimeMs) {
    boolean is(SegmentType type, PathSegment segment) {
      return this.type == type && this.segment.id().equals(segment.id());
    }
  }

  /** A request with the server it came to. */
  record Asked(int server, SegmentRequest request, Requester from, long requestId) {}

  private record Pending(IsdAs on, Asked asked, long sinceMs) {
    boolean inPlaceOf(Pending other) {
      return on.equals(other.on)
          && asked.request.sibra() == other.asked.request.sibra()
          && asked.from.equals(other.asked.from);
    }
  }

  /** Each replica asks by itself. */
  private record Inquirer(int server, IsdAs dst) {}

  private record Waiting(int isd, Asked asked, long sinceMs) {}

  /** What is sent. */
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

  /** {@return what was sent since it was last asked} */
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

  /** The timer of a second. */
  void second() {
    retry(one -> true);
  }

  /** All TRCs are held from now on. */
  void trustArrives() {
    trusted = isd -> true;
    retry(one -> true);
  }

  void register(int server, SegmentType type, PathSegment segment) {
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
      retry(one -> one.asked.server == server);
      return;
    }
    boolean added = stored.filter(old -> old.segment.endMs() > nowMs).isEmpty();
    held.removeIf(one -> one.is(type, segment));
    held.add(new Held(type, segment, nowMs));
    if (added) {
      release(type, segment);
    }
    retry(one -> true);
  }

  /** {@return whether it proves against a segment, which it has to} */
  boolean revoke(Revocation revocation) {
    boolean proven = held.stream().anyMatch(one -> ProofOracle.provesAgainst(revocation, one));
    if (proven) {
      revocations.add(revocation);
      held.removeIf(one -> ProofOracle.kills(revocation, one));
      retry(one -> true);
    }
    return proven;
  }

  /** 6.4: as soon as an UP (local) or CORE (core server) segment towards that ISD is added. */
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
    } else if (found.stream().anyMatch(one -> one.type != SegmentType.UP)) {
      askAgain(asked);
    }
  }

  /** What a server has only because it asked others it asks for again: no more in spec 6. */
  private void askAgain(Asked asked) {
    inTurn(asked)
        .askAgain(ways(asked.request.dst()), nowMs)
        .ifPresent(over -> sent.add(new Sent.Forward(asked.request, over.id())));
  }

  private AskedInTurn inTurn(Asked asked) {
    return inTurn.computeIfAbsent(
        new Inquirer(asked.server, asked.request.dst()), key -> new AskedInTurn());
  }

  /** {@return over what others may be asked for a destination, all of it, the best first} */
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
      // Nobody has SIBRA segments: nobody is asked in vain for them.
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
        include(found, SegmentType.UP, query(SegmentType.UP, first -> isAsked(dst, first), local));
      }
      throughCore(first -> isAsked(dst, first), found);
    } else {
      localServerToLeaf(dst, found);
    }
    return found;
  }

  private void coreServerToLeaf(SegmentRequest request, Set<Typed> found, List<IsdAs> unconnected) {
    for (PathSegment down : query(SegmentType.DOWN, first -> true, request.dst())) {
      IsdAs start = down.firstIa();
      if (start.equals(local) || request.src().isd() != local.isd()) {
        found.add(new Typed(SegmentType.DOWN, down));
        continue;
      }
      List<PathSegment> cores = query(SegmentType.CORE, start::equals, local);
      if (!cores.isEmpty()) {
        found.add(new Typed(SegmentType.DOWN, down));
        include(found, SegmentType.CORE, cores);
      } else if (!unconnected.contains(start)) {
        unconnected.add(start);
      }
    }
  }

  private void localServerToLeaf(IsdAs dst, Set<Typed> found) {
    for (PathSegment down : query(SegmentType.DOWN, first -> true, dst)) {
      Set<Typed> before = new HashSet<>();
      if (dst.isd() == local.isd()) {
        include(before, SegmentType.UP, query(SegmentType.UP, down.firstIa()::equals, local));
      }
      throughCore(down.firstIa()::equals, before);
      if (!before.isEmpty()) {
        found.addAll(before);
        found.add(new Typed(SegmentType.DOWN, down));
      }
    }
  }

  private void throughCore(Predicate<IsdAs> first, Set<Typed> found) {
    for (PathSegment one : query(SegmentType.CORE, first, IsdAs.NONE)) {
      List<PathSegment> ups = query(SegmentType.UP, one.lastIa()::equals, local);
      if (!ups.isEmpty()) {
        found.add(new Typed(SegmentType.CORE, one));
        include(found, SegmentType.UP, ups);
      }
    }
  }

  private static void include(Set<Typed> found, SegmentType type, List<PathSegment> segments) {
    segments.forEach(segment -> found.add(new Typed(type, segment)));
  }

  /** Unexpired, fewest hops first; among equals as DESIGN 3 has it; so many. */
  private List<PathSegment> query(SegmentType type, Predicate<IsdAs> first, IsdAs last) {
    return sorted(type, first, last).limit(limit).toList();
  }

  private Stream<PathSegment> sorted(SegmentType type, Predicate<IsdAs> first, IsdAs last) {
    return held.stream()
        .filter(one -> one.type == type && one.segment.endMs() > nowMs)
        .map(Held::segment)
        .filter(one -> first.test(one.firstIa()))
        .filter(one -> last.equals(IsdAs.NONE) || one.lastIa().equals(last))
        .sorted(
            Comparator.comparingInt((PathSegment one) -> one.hops().size())
                .thenComparing(Comparator.comparingLong(PathSegment::expiryS).reversed())
                .thenComparing(PathSegment::id));
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
                .filter(one -> one.provingHalf(peer.root()).isPresent())
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
