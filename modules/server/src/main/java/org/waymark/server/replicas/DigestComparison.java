package org.waymark.server.replicas;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.waymark.wire.event.TickDigest;

/**
 * Compares the digests of this replica with those that others reported, and decides what a
 * difference means (ARCHITECTURE, Reports). A pure function of the calls. Not thread-safe.
 *
 * <p>Replicas apply a tick at different times, and their reports arrive in any order. So the
 * digests of the last hour are kept of each, and two are compared as soon as both are known. A
 * difference is found at once; what it means is decided when every replica that has lately reported
 * has reported at the same tick, or after {@value #SETTLED_AFTER} further ticks.
 *
 * <p>After this replica has rebuilt its store, a difference that began before counts no more: its
 * new store is what the log says.
 */
final class DigestComparison {
  /** More than an AS has. Whoever may write to the log could make up any number of ids. */
  static final int MOST_REPLICAS = 64;

  static final int SETTLED_AFTER = 2;

  /** A replica that has not reported at any of so many ticks is not waited for. */
  private static final int ALIVE_TICKS = 3;

  private static final long WARNED_AFTER_MS = TimeUnit.HOURS.toMillis(1);

  private final String applyVersion;
  private final TickDigests own = new TickDigests();
  private final Map<String, Peer> peers = new LinkedHashMap<>();

  /** What is known of another replica. */
  private static final class Peer {
    private final TickDigests digests = new TickDigests();
    private Optional<ReceivedReport> last = Optional.empty();
    private Optional<Difference> difference = Optional.empty();
    private OptionalLong lastEqual = OptionalLong.empty();
    private OptionalLong lastCompared = OptionalLong.empty();

    /** When it first reported another apply version, or was last warned of, in milliseconds. */
    private OptionalLong otherVersionSinceMs = OptionalLong.empty();

    long lastMs() {
      return last.map(ReceivedReport::recordTimeMs).orElse(Long.MIN_VALUE);
    }

    void forget() {
      digests.clear();
      lastEqual = OptionalLong.empty();
    }
  }

  /**
   * A lasting difference.
   *
   * @param ours the digest of this replica at the first tick at which both differed
   * @param rebuilt whether this replica has begun to build another store since
   */
  private record Difference(TickDigest ours, TickDigest theirs, boolean rebuilt) {}

  /**
   * @param applyVersion the apply version of this replica
   */
  DigestComparison(String applyVersion) {
    this.applyVersion = applyVersion;
  }

  /** This replica has applied a tick. {@return what that showed} */
  List<Finding> applied(TickDigest tick) {
    if (!tick.complete()) {
      return List.of();
    }
    own.add(tick);
    List<Finding> findings = new ArrayList<>();
    peers.forEach(
        (id, peer) -> {
          judge(id, peer, tick).ifPresent(findings::add);
          peer.digests
              .atSameTick(tick)
              .flatMap(theirs -> compare(id, peer, tick, theirs))
              .ifPresent(findings::add);
        });
    return findings;
  }

  /**
   * Another replica has reported.
   *
   * @param nowMs a monotonic time in milliseconds
   * @return what that showed
   */
  List<Finding> reported(ReceivedReport report, long nowMs) {
    Peer peer = peer(report.replica());
    boolean otherStore =
        peer.last.filter(last -> last.body().rebuilds() == report.body().rebuilds()).isEmpty();
    peer.last = Optional.of(report);
    if (!report.body().applyVersion().equals(applyVersion)) {
      peer.forget();
      peer.difference = Optional.empty();
      return otherVersion(report, peer, nowMs).map(List::of).orElse(List.of());
    }
    peer.otherVersionSinceMs = OptionalLong.empty();
    if (otherStore) {
      peer.forget();
    }
    TickDigest theirs = report.body().tick();
    if (!theirs.complete()) {
      return List.of();
    }
    peer.digests.add(theirs);
    return own.atSameTick(theirs)
        .flatMap(ours -> compare(report.replica(), peer, ours, theirs))
        .map(List::of)
        .orElse(List.of());
  }

  /** Another replica has started, possibly with another store than before. */
  void started(String replica) {
    Optional.ofNullable(peers.get(replica)).ifPresent(Peer::forget);
  }

  /** This replica builds another store from the log. */
  void rebuilding() {
    own.clear();
    peers
        .values()
        .forEach(
            peer -> {
              peer.lastEqual = OptionalLong.empty();
              peer.difference =
                  peer.difference.map(one -> new Difference(one.ours(), one.theirs(), true));
            });
  }

  private Peer peer(String id) {
    Peer known = peers.get(id);
    if (known != null) {
      return known;
    }
    if (peers.size() == MOST_REPLICAS) {
      String silent =
          peers.entrySet().stream()
              .min(Comparator.comparingLong(entry -> entry.getValue().lastMs()))
              .orElseThrow()
              .getKey();
      peers.remove(silent);
    }
    Peer added = new Peer();
    peers.put(id, added);
    return added;
  }

  private static Optional<Finding> otherVersion(ReceivedReport report, Peer peer, long nowMs) {
    if (peer.otherVersionSinceMs.isEmpty()) {
      peer.otherVersionSinceMs = OptionalLong.of(nowMs);
    }
    if (nowMs - peer.otherVersionSinceMs.getAsLong() <= WARNED_AFTER_MS) {
      return Optional.empty();
    }
    peer.otherVersionSinceMs = OptionalLong.of(nowMs);
    return Optional.of(new Finding.OtherVersion(report.replica(), report.body().applyVersion()));
  }

  private static Optional<Finding> compare(
      String id, Peer peer, TickDigest ours, TickDigest theirs) {
    long tick = ours.offset();
    peer.lastCompared = OptionalLong.of(tick);
    if (isEqual(ours, theirs)) {
      // While the new store of one of the two goes through the ticks before the difference, the
      // digests are equal.
      boolean ends =
          peer.difference.filter(difference -> tick >= difference.ours().offset()).isPresent();
      peer.lastEqual = OptionalLong.of(tick);
      if (!ends) {
        return Optional.empty();
      }
      peer.difference = Optional.empty();
      return Optional.of(new Finding.Agrees(id, tick));
    }
    if (peer.difference.isPresent()) {
      return Optional.empty();
    }
    peer.difference = Optional.of(new Difference(ours, theirs, false));
    return Optional.of(new Finding.Differs(id, ours, theirs, peer.lastEqual));
  }

  private static boolean isEqual(TickDigest ours, TickDigest theirs) {
    return ours.digest().equals(theirs.digest()) && ours.rows() == theirs.rows();
  }

  /** Decides by a tick that the new store has applied whose digest was right there. */
  private static Optional<Finding> judge(String id, Peer peer, TickDigest tick) {
    return peer.difference
        .filter(difference -> difference.rebuilt() && difference.ours().isAtSameTick(tick))
        .map(difference -> new Finding.Judged(id, tick.offset(), judgment(difference, tick)));
  }

  private static Finding.Judgment judgment(Difference difference, TickDigest right) {
    if (isEqual(difference.ours(), right)) {
      return Finding.Judgment.OURS;
    }
    return isEqual(difference.theirs(), right) ? Finding.Judgment.THEIRS : Finding.Judgment.NEITHER;
  }

  /**
   * Decides whether this replica can go on relying on its store, by the newest tick of which enough
   * is known.
   *
   * @return why it cannot; empty if its digest differs from no other, or is that of the majority
   */
  Optional<Contest> contest() {
    List<Map.Entry<String, Peer>> disputed =
        peers.entrySet().stream()
            .filter(entry -> entry.getValue().difference.filter(one -> !one.rebuilt()).isPresent())
            .toList();
    if (disputed.isEmpty()) {
      return Optional.empty();
    }
    List<TickDigest> ticks = own.newestFirst();
    for (int newer = 0; newer < ticks.size(); newer++) {
      TickDigest tick = ticks.get(newer);
      boolean differs =
          disputed.stream()
              .flatMap(entry -> entry.getValue().digests.atSameTick(tick).stream())
              .anyMatch(theirs -> !isEqual(tick, theirs));
      if (differs && (newer >= SETTLED_AFTER || haveAllReported(ticks, newer))) {
        return contest(tick, disputed);
      }
    }
    return Optional.empty();
  }

  /**
   * {@return whether every replica that has reported at one of the ticks before has reported at
   * this one, too} At the first tick of this replica, it does not know which others there are.
   */
  private boolean haveAllReported(List<TickDigest> ticks, int newer) {
    List<TickDigest> before =
        ticks.subList(newer + 1, Math.min(newer + 1 + ALIVE_TICKS, ticks.size()));
    return !before.isEmpty()
        && peers.values().stream()
            .filter(this::isComparable)
            .filter(
                peer -> before.stream().anyMatch(one -> peer.digests.atSameTick(one).isPresent()))
            .allMatch(peer -> peer.digests.atSameTick(ticks.get(newer)).isPresent());
  }

  private Optional<Contest> contest(TickDigest tick, List<Map.Entry<String, Peer>> disputed) {
    List<TickDigest> votes =
        peers.values().stream().flatMap(peer -> peer.digests.atSameTick(tick).stream()).toList();
    int agreeing = 1 + (int) votes.stream().filter(vote -> isEqual(tick, vote)).count();
    int voters = 1 + votes.size();
    if (2 * agreeing > voters) {
      return Optional.empty();
    }
    long first =
        disputed.stream()
            .mapToLong(entry -> entry.getValue().difference.orElseThrow().ours().offset())
            .min()
            .orElseThrow();
    return Optional.of(
        new Contest(
            tick.offset(),
            agreeing,
            voters,
            disputed.stream().map(Map.Entry::getKey).toList(),
            first));
  }

  private boolean isComparable(Peer peer) {
    return peer.last
        .map(ReceivedReport::body)
        .filter(report -> report.applyVersion().equals(applyVersion) && report.tick().complete())
        .isPresent();
  }

  /** {@return the other replicas, in the order of their ids} */
  List<OtherReplica> others() {
    return peers.entrySet().stream()
        .filter(entry -> entry.getValue().last.isPresent())
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> other(entry.getKey(), entry.getValue()))
        .toList();
  }

  private OtherReplica other(String id, Peer peer) {
    ReceivedReport last = peer.last.orElseThrow();
    return new OtherReplica(
        id,
        last.recordTimeMs(),
        last.body(),
        comparison(peer),
        peer.lastCompared,
        peer.difference
            .map(difference -> OptionalLong.of(difference.ours().offset()))
            .orElse(OptionalLong.empty()));
  }

  private OtherReplica.Comparison comparison(Peer peer) {
    if (peer.difference.isPresent()) {
      return OtherReplica.Comparison.DIFFERENT;
    }
    return isComparable(peer) && peer.lastEqual.isPresent()
        ? OtherReplica.Comparison.EQUAL
        : OtherReplica.Comparison.NOT_COMPARABLE;
  }
}
