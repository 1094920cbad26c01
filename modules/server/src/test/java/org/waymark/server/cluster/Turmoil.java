package org.waymark.server.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.Topic;
import org.waymark.runtime.Cancellable;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.server.settings.PropagationSettings;
import org.waymark.server.settings.ServerLimits;
import org.waymark.store.view.ReadView;
import org.waymark.wire.message.SegmentRecord;

/**
 * A region in which a seed determines the faults. The network degrades; logs go away, omit
 * acknowledgements and lose records; replicas are cut off, paused and killed; and interfaces go
 * down. All the while, hosts send requests.
 */
final class Turmoil implements AutoCloseable {
  private static final int RESEND_S = 60;
  private static final ServerLimits LIMITS =
      ServerLimits.DEFAULT.with(new PropagationSettings(RESEND_S, 20, 200));

  private final Region region;
  private final Cluster cluster;
  private final List<ClusterAs> ases;
  private final Random random;
  // A linked set keeps the order of insertion, so that faults end in the same order for the same
  // seed.
  private final Set<ClusterAs> withoutLog = new LinkedHashSet<>();
  private final Set<ClusterReplica> cutOff = new LinkedHashSet<>();
  private final Set<ClusterReplica> still = new LinkedHashSet<>();
  private final Set<ClusterAs> backedUp = new LinkedHashSet<>();
  private final Map<NetworkTopology.Interface, Cancellable> down = new LinkedHashMap<>();
  private final Witnesses witnesses;

  Turmoil(long seed) {
    region = new Region(seed, LIMITS).beaconing();
    cluster = region.cluster;
    ases = List.copyOf(cluster.ases());
    random = new Random(seed);
    witnesses = new Witnesses(region);
  }

  /** Prints a digest of everything observable in the run with a seed. */
  public static void main(String[] args) {
    System.out.println(Journal.digest(run(Long.parseLong(args[0]))));
  }

  /** {@return everything observable in the run with a seed} */
  static List<String> run(long seed) {
    try (Turmoil turmoil = new Turmoil(seed)) {
      turmoil.rage(40);
      turmoil.endFaults();
      return turmoil.cluster.everything();
    }
  }

  /** Runs the given number of random steps. */
  void rage(int happenings) {
    for (int i = 0; i < happenings; i++) {
      happens(ases.get(random.nextInt(ases.size())));
      cluster.timers.runForMs(random.nextInt(4_000));
    }
  }

  private void happens(ClusterAs as) {
    List<ClusterReplica> live = as.live();
    ClusterReplica replica = live.get(random.nextInt(live.size()));
    boolean hasLog = !withoutLog.contains(as);
    switch (random.nextInt(18)) {
      case 0 -> cluster.become(NetworkConditions.BAD);
      case 1 -> cluster.become(NetworkConditions.GOOD);
      case 2 -> toggleLog(as);
      case 3 -> toggleConnection(replica);
      case 4 -> toggleLife(replica);
      case 5 -> {
        if (hasLog) {
          replace(as, replica);
        }
      }
      case 6 -> as.log().faults().loseNextAnswers(2);
      case 7 -> as.log().faults().repeatNextAppends(2);
      case 8, 9 -> toggleInterface(as);
      case 10 -> {
        if (hasLog) {
          truncate(as);
        }
      }
      case 11 -> {
        if (hasLog) {
          backUpOrRestore(as);
        }
      }
      case 12 -> {
        if (hasLog) {
          makeLogAgain(as);
        }
      }
      case 13, 14, 15 -> witness();
      default -> ask(as);
    }
  }

  private void toggleLog(ClusterAs as) {
    if (withoutLog.remove(as)) {
      as.log().faults().comeBack();
    } else {
      withoutLog.add(as);
      as.log().faults().goAway();
    }
  }

  private void toggleConnection(ClusterReplica replica) {
    if (cutOff.remove(replica)) {
      replica.reconnect();
    } else {
      cutOff.add(replica);
      replica.cutOff();
    }
  }

  private void toggleLife(ClusterReplica replica) {
    if (still.remove(replica)) {
      replica.goOn();
    } else {
      still.add(replica);
      replica.standStill();
    }
  }

  private void replace(ClusterAs as, ClusterReplica replica) {
    still.remove(replica);
    cutOff.remove(replica);
    replica.kill();
    as.start();
  }

  /** Makes the log lose its newest records, as after an unclean leader election. */
  private void truncate(ClusterAs as) {
    long end = as.log().end(Topic.EVENTS).nextOffset();
    long lost = Math.min(end, 1 + random.nextInt(20));
    as.loseRecords(() -> as.log().faults().truncate(Topic.EVENTS, end - lost));
  }

  /** Restores the brokers' disk from a backup, after which the log grows again. */
  private void backUpOrRestore(ClusterAs as) {
    if (backedUp.remove(as)) {
      as.loseRecords(as.log().faults()::restoreBackup);
    } else {
      backedUp.add(as);
      as.log().faults().backUp();
    }
  }

  /** Recreates the topics and restarts all replicas on them with empty stores. */
  private void makeLogAgain(ClusterAs as) {
    as.live().forEach(still::remove);
    as.live().forEach(cutOff::remove);
    backedUp.remove(as);
    as.beginAnew();
  }

  private void witness() {
    List<ClusterReplica> live =
        region.as(Region.SPARE_AS).live().stream().filter(one -> !still.contains(one)).toList();
    if (!live.isEmpty()) {
      ClusterReplica one = live.get(random.nextInt(live.size()));
      ClusterReplica other = live.get(random.nextInt(live.size()));
      switch (random.nextInt(3)) {
        case 0 -> witnesses.revokeWhatIsHeld(one);
        case 1 -> witnesses.applyWhatIsRevoked(one, other);
        default -> witnesses.park(one);
      }
    }
  }

  private void toggleInterface(ClusterAs as) {
    List<NetworkTopology.Interface> all =
        cluster.topology().as(as.ia()).interfaces().values().stream()
            .filter(one -> !Region.isSpare(one.id()))
            .toList();
    NetworkTopology.Interface one = all.get(random.nextInt(all.size()));
    Cancellable revoking = down.remove(one);
    if (revoking != null) {
      revoking.cancel();
      return;
    }
    RevocationWay way = RevocationWay.values()[random.nextInt(RevocationWay.values().length)];
    String ia = as.ia().toString();
    down.put(one, region.host(ia).keepRevoking(() -> region.revocation(ia, one.id()), way));
  }

  private void ask(ClusterAs as) {
    ClusterAs dst = ases.get(random.nextInt(ases.size()));
    if (dst != as) {
      as.host().ask(dst.ia().toString());
    }
  }

  private void endFaults() {
    cluster.become(NetworkConditions.GOOD);
    down.values().forEach(Cancellable::cancel);
    List.copyOf(withoutLog).forEach(this::toggleLog);
    List.copyOf(cutOff).forEach(this::toggleConnection);
    List.copyOf(still).forEach(this::toggleLife);
    for (ClusterAs as : ases) {
      as.log().faults().loseNextAnswers(0);
      as.log().faults().repeatNextAppends(0);
      as.log().faults().resumeLeaseHolders();
    }
    cluster.run(1);
  }

  /** Ends all faults, and checks the conditions that must hold afterwards. */
  void settle() {
    ases.stream().filter(as -> !withoutLog.contains(as)).findFirst().ifPresent(this::truncate);
    cluster.run(1);
    outageLongerThanARevocation();
    endFaults();
    witnesses.trustComes();
    cluster.run(RESEND_S + 40);
    assertEquals(List.<RecordedFaults.Fault>of(), cluster.faults());
    Invariants.revokedIsNeverServed(cluster);
    Invariants.handedOnIsNeverServed(cluster);
    Invariants.replicasHandRevocationsOnOnce(cluster);
    Invariants.answersAreAskedFor(cluster);
    Invariants.replicasAgree(cluster);
    Invariants.nothingWaits(cluster);
    ases.forEach(this::holdsWhatIsRegistered);
    witnesses.check();
  }

  private void outageLongerThanARevocation() {
    ClusterAs as = region.as(Region.SPARE_AS);
    if (!withoutLog.contains(as)) {
      toggleLog(as);
    }
    cluster.run(5);
    as.live().stream().filter(one -> !still.contains(one)).forEach(witnesses::revokeWhatIsHeld);
    cluster.run(30);
  }

  /**
   * Checks that the AS holds its own segments, and the DOWN segments of other core ASes of its ISD.
   */
  private void holdsWhatIsRegistered(ClusterAs as) {
    List<SegmentRecord> expected = new ArrayList<>(region.found(as.ia()));
    if (cluster.topology().isCore(as.ia())) {
      for (IsdAs other : cluster.topology().coreAses(as.ia().isd())) {
        region.found(other).stream()
            .filter(record -> record.type().orElseThrow() == SegmentType.DOWN)
            .forEach(expected::add);
      }
    }
    for (ClusterReplica replica : as.live()) {
      try (ReadView view = replica.store().view()) {
        for (SegmentRecord record : expected) {
          PathSegment segment = record.segment().orElseThrow();
          SegmentKey key =
              new SegmentKey(segment.format(), record.type().orElseThrow(), segment.id());
          assertTrue(
              view.live(key, cluster.nowMs()).isPresent(), () -> replica.id() + " lacks " + key);
        }
      }
    }
  }

  /** {@return the number of revocations in the logs} */
  int revocations() {
    return ases.stream()
        .flatMap(as -> as.revocationsByHistory().stream())
        .mapToInt(Map::size)
        .sum();
  }

  /** {@return the number of stores rebuilt because their log had lost records} */
  long rebuilds() {
    return cluster.ases().stream().mapToLong(ClusterAs::rebuilds).sum();
  }

  /** {@return the number of checked witnesses} */
  int witnesses() {
    return witnesses.told();
  }

  /** {@return the number of sent answers} */
  long answers() {
    return Invariants.answersAreAskedFor(cluster);
  }

  @Override
  public void close() {
    region.close();
  }
}
