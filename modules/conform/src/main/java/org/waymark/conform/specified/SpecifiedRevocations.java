package org.waymark.conform.specified;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.waymark.conform.vector.Rule;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.RevocationTolerance;
import org.waymark.segment.SegmentPart;

/**
 * The revocations of a {@link SpecifiedServer} (PROTOCOL 7). The original kept them by interface
 * without proof. With the rule {@code unproven}, a revocation either matches a segment or waits for
 * one.
 */
final class SpecifiedRevocations {
  private record Interface(IsdAs ia, long id) {}

  /**
   * A revocation that waits for a segment that it matches.
   *
   * @param sender the sender; empty if the revocation arrived with segment records or at another
   *     replica, in which case this server does not forward it
   */
  record Unproven(Revocation revocation, Optional<IsdAs> sender) {}

  private final SpecifiedStore store;
  private final Set<Rule> rules;
  private final Map<Interface, Revocation> byInterface = new HashMap<>();
  private final List<Unproven> unproven = new ArrayList<>();
  private final List<Revocation> proven = new ArrayList<>();
  private final List<PathSegment> seen = new ArrayList<>();

  SpecifiedRevocations(SpecifiedStore store, Set<Rule> rules) {
    this.store = store;
    this.rules = rules;
  }

  private boolean proofsCount() {
    return rules.contains(Rule.UNPROVEN);
  }

  /**
   * Accepts a revocation that arrived with segment records. It removes no segments and is not
   * forwarded.
   */
  void aside(Revocation revocation, long clockMs) {
    if (revocation.fault().isPresent() || !isTaken(revocation, clockMs)) {
      return;
    }
    if (!proofsCount()) {
      Interface of = new Interface(revocation.ia(), revocation.interfaceId());
      known(of, clockMs)
          .filter(held -> held.epoch() >= revocation.epoch())
          .ifPresentOrElse(held -> {}, () -> byInterface.put(of, revocation));
    } else if (seen.stream().anyMatch(segment -> SpecifiedStore.isProven(segment, revocation))) {
      prove(revocation);
    } else {
      unproven.add(new Unproven(revocation, Optional.empty()));
    }
  }

  /**
   * Accepts a revocation that arrived without segment records.
   *
   * @return whether to forward it
   */
  boolean take(Revocation revocation, IsdAs sender, boolean shared, long clockMs) {
    if (revocation.fault().isPresent()) {
      return false;
    }
    if (shared && !rules.contains(Rule.SHARED)) {
      store.remove(revocation);
      return false;
    }
    return proofsCount()
        ? takeProven(revocation, shared ? Optional.empty() : Optional.of(sender), clockMs)
        : takeAny(revocation, clockMs);
  }

  private boolean takeAny(Revocation revocation, long clockMs) {
    Interface of = new Interface(revocation.ia(), revocation.interfaceId());
    Optional<Revocation> known = known(of, clockMs);
    boolean newer = known.filter(held -> held.epoch() < revocation.epoch()).isPresent();
    if (known.isPresent() && !(newer && rules.contains(Rule.EPOCH))) {
      return false;
    }
    if (revocation.isCurrent(clockMs)) {
      byInterface.put(of, revocation);
      store.remove(revocation);
    }
    return true;
  }

  private boolean takeProven(Revocation revocation, Optional<IsdAs> sender, long clockMs) {
    if (!isTaken(revocation, clockMs)) {
      return false;
    }
    if (seen.stream().noneMatch(segment -> SpecifiedStore.isProven(segment, revocation))) {
      unproven.add(new Unproven(revocation, sender));
      return false;
    }
    boolean known =
        proven.stream()
            .filter(held -> held.isCurrent(clockMs))
            .filter(held -> held.ia().equals(revocation.ia()))
            .filter(held -> held.interfaceId() == revocation.interfaceId())
            .anyMatch(held -> !rules.contains(Rule.EPOCH) || held.epoch() >= revocation.epoch());
    if (!known) {
      prove(revocation);
    }
    return !known;
  }

  private boolean isTaken(Revocation revocation, long clockMs) {
    return rules.contains(Rule.SLACK)
        ? RevocationTolerance.accepts(revocation, clockMs)
        : revocation.isCurrent(clockMs);
  }

  private void prove(Revocation revocation) {
    proven.add(revocation);
    store.remove(revocation);
  }

  private Optional<Revocation> known(Interface of, long clockMs) {
    return Optional.ofNullable(byInterface.get(of)).filter(held -> held.isCurrent(clockMs));
  }

  /**
   * Handles the arrival of a verified segment.
   *
   * @return the revocations that were waiting for it
   */
  List<Unproven> arrived(PathSegment segment, long clockMs) {
    seen.add(segment);
    unproven.removeIf(one -> !isTaken(one.revocation(), clockMs));
    List<Unproven> found =
        unproven.stream()
            .filter(one -> SpecifiedStore.isProven(segment, one.revocation()))
            .toList();
    unproven.removeAll(found);
    found.forEach(one -> prove(one.revocation()));
    return found;
  }

  /** {@return whether a revocation prevents a segment from being stored} */
  boolean refuse(PathSegment segment, long clockMs) {
    return proofsCount()
        ? proven.stream()
            .filter(revocation -> revocation.isCurrent(clockMs))
            .anyMatch(revocation -> SpecifiedStore.isKilled(segment, revocation))
        : segment.hops().stream().anyMatch(hop -> isRevoked(hop, clockMs));
  }

  private boolean isRevoked(Hop hop, long clockMs) {
    return known(new Interface(hop.ia(), hop.ingress()), clockMs).isPresent()
        || known(new Interface(hop.ia(), hop.egress()), clockMs).isPresent();
  }

  /**
   * {@return whether no peer link on a path is revoked at either end, according to the revocations
   * of this server}
   */
  boolean isUsable(EndToEndPath path, long clockMs) {
    for (SegmentPart part : path.parts()) {
      if (part.top() instanceof SegmentPart.Peer(int entry, int peering)) {
        Hop at = part.segment().hops().get(entry);
        long id = part.segment().crossings().get(entry).peerings().get(peering).passage().ingress();
        if (ofPeer(new Hop(at.ia(), id, 0, at.root()), id, clockMs).isPresent()) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * {@return the revocation of a peer link of a segment, to be included in a reply with that
   * segment}
   */
  Optional<Revocation> ofPeers(PathSegment segment, long clockMs) {
    for (Hop peer : segment.peers()) {
      for (long interfaceId : new long[] {peer.ingress(), peer.egress()}) {
        Optional<Revocation> revocation = ofPeer(peer, interfaceId, clockMs);
        if (revocation.isPresent()) {
          return revocation;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Revocation> ofPeer(Hop peer, long interfaceId, long clockMs) {
    return proofsCount()
        ? proven.stream()
            .filter(held -> held.isCurrent(clockMs))
            .filter(held -> held.interfaceId() == interfaceId)
            .filter(held -> SpecifiedStore.proves(peer, held))
            .findFirst()
        : known(new Interface(peer.ia(), interfaceId), clockMs);
  }
}
