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
 * Compares this replica's digests with the digests that other replicas reported, and decides what a
 * difference means (ARCHITECTURE, Reports). The result depends only on the calls. Not thread-safe.
 *
 * <p>Replicas apply a tick at different times, and their reports arrive in any order. Each
 * replica's digests of the last hour are therefore kept, and two digests of the same tick are
 * compared as soon as both are known. A difference is noticed immediately. Its meaning is decided
 * once every active replica has reported at the same tick, or after {@value #SETTLED_AFTER} further
 * ticks.
 *
 * <p>When this replica has rebuilt its store, earlier differences no longer count, because the new
 * store reflects exactly what the log contains.
 */
final class DigestComparison {
  /**
   * More replicas than any AS has. The limit is needed because anyone with write access to the log
   * could invent any number of ids.
   */
  static final int MOST_REPLICAS = 64;

  static final int SETTLED_AFTER = 2;

  /** The number of ticks after which a replica that has not reported is no longer waited for. */
  private static final int ALIVE_TICKS = 3;

  private static final long WARNED_AFTER_MS = TimeUnit.HOURS.toMillis(1);

  private final String applyVersion;
  private final TickDigests own = new TickDigests();
  private final Map<String, Peer> peers = new LinkedHashMap<>();

  /** The known facts about another replica. */
  private static final class Peer {
    private final TickDigests digests = new TickDigests();
    private Optional<ReceivedReport> last = Optional.empty();
    private Optional<Difference> difference = Optional.empty();
    private OptionalLong lastEqual = OptionalLong.empty();
    private OptionalLong lastCompared = OptionalLong.empty();

    /** When the replica first reported another apply version, in milliseconds. */
    private OptionalLong otherVersionSinceMs = OptionalLong.empty();

    /** Whether that was found to last for over an hour. */
    private boolean otherVersionTold;

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
   * @param ours this replica's digest at the first tick at which the digests differed
   * @param rebuilt whether this replica has started to rebuild its store since then
   */
  private record Difference(TickDigest ours, TickDigest theirs, boolean rebuilt) {}

  /**
   * @param applyVersion the apply version of this replica
   */
  DigestComparison(String applyVersion) {
    this.applyVersion = applyVersion;
  }

  /** Adds a digest of this replica, which has applied a tick. {@return the findings} */
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
   * Adds a digest that another replica has reported.
   *
   * @param nowMs a monotonic time in milliseconds
   * @return the findings
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
    List<Finding> findings = new ArrayList<>();
    if (peer.otherVersionTold) {
      findings.add(new Finding.SameVersion(report.replica()));
    }
    peer.otherVersionSinceMs = OptionalLong.empty();
    peer.otherVersionTold = false;
    if (otherStore) {
      peer.forget();
    }
    TickDigest theirs = report.body().tick();
    if (theirs.complete()) {
      peer.digests.add(theirs);
      own.atSameTick(theirs)
          .flatMap(ours -> compare(report.replica(), peer, ours, theirs))
          .ifPresent(findings::add);
    }
    return findings;
  }

  /** Handles the start of another replica, which may have a different store than before. */
  void started(String replica) {
    Optional.ofNullable(peers.get(replica)).ifPresent(Peer::forget);
  }

  /** Handles the start of a rebuild of this replica's store. */
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
    if (peer.otherVersionTold || nowMs - peer.otherVersionSinceMs.getAsLong() <= WARNED_AFTER_MS) {
      return Optional.empty();
    }
    peer.otherVersionTold = true;
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

  /** Determines which of two digests was right at a tick that the rebuilt store has now applied. */
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
   * Decides whether this replica can continue to trust its store, based on the newest tick for
   * which enough digests are known.
   *
   * @return the reason why not; empty if all digests are equal, or if the majority has this
   *     replica's digest
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
   * {@return whether every replica that reported at a recent tick has also reported at this tick}
   * At its own first tick, this replica does not know yet which other replicas exist.
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

  /** {@return the other replicas, ordered by id} */
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
