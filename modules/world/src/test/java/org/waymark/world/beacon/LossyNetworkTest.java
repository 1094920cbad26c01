package org.waymark.world.beacon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.trust.Trc;
import org.waymark.world.trust.TrustStore;

class LossyNetworkTest {
  /** Keepalives are lost, too, so links seem dead. Everything recovers once the loss is over. */
  @Test
  void lossOfAFifthDelaysWhatIsRegisteredAndLeavesNoTrace() throws IOException {
    for (long seed = 1; seed <= 3; seed++) {
      BeaconWorld world = BeaconWorld.of(NetworkTopology.twoIsds(), seed);
      world.datagrams.become(new NetworkConditions(0.2, 0.02, 0.05, 1, 100));
      world.run(150);
      for (IsdAs ia : world.sites.keySet()) {
        boolean core = world.network.topology().isCore(ia);
        SegmentType type = core ? SegmentType.CORE : SegmentType.UP;
        assertTrue(
            !world.registered(ia.toString(), type, 150).isEmpty(),
            "seed " + seed + ": nothing registered at " + ia);
      }
      world.datagrams.become(NetworkConditions.GOOD);
      world.run(60);
      BeaconWorld undisturbed = BeaconWorld.of(NetworkTopology.twoIsds(), seed);
      undisturbed.run(60);
      for (String ia : List.of("1-13", "1-16", "1-17", "2-22", "2-24")) {
        for (SegmentType type : SegmentType.values()) {
          assertEquals(
              paths(undisturbed, ia, type),
              paths(world, ia, type),
              "seed " + seed + ": " + type + " at " + ia);
        }
      }
    }
  }

  private static List<String> paths(BeaconWorld world, String ia, SegmentType type) {
    return world.registered(ia, type, 6).stream()
        .map(segment -> segment.id().toString())
        .sorted()
        .toList();
  }

  @Test
  void newTrcComesWithTheBeaconsThatNameIt() throws IOException {
    BeaconWorld world = BeaconWorld.of(NetworkTopology.twoIsds(), 4);
    world.run(40);
    assertEquals(List.of(1L), versionsNamed(world, "1-17"));
    // One AS receives two new versions at once; the others have neither.
    Trc second = world.network.trust().trc(1, 2);
    Trc third = world.network.trust().trc(1, 3);
    TrustStore store = world.trust.get(IsdAs.parse("1-11"));
    assertTrue(store.add(TrustKind.TRC, second.json()).isPresent());
    assertTrue(store.add(TrustKind.TRC, third.json()).isPresent());
    world.run(60);
    for (IsdAs ia : world.sites.keySet()) {
      // Non-core ASes of the other ISD never see an AS entry of this one.
      long version = ia.isd() == 1 || world.network.topology().isCore(ia) ? 3 : 1;
      assertEquals(
          version, world.trust.get(ia).newestTrc(1).orElseThrow().version(), ia.toString());
    }
    assertEquals(List.of(3L), versionsNamed(world, "1-17"));
    assertEquals(0, world.beaconServer("1-17").status().parked());
  }

  private static List<Long> versionsNamed(BeaconWorld world, String ia) {
    return world.registered(ia, SegmentType.UP, 6).stream()
        .map(CapnpSegment::entries)
        .flatMap(List::stream)
        .map(entry -> entry.trcVersion())
        .distinct()
        .toList();
  }

  @Test
  void restartedServerRegistersAgain() throws IOException {
    BeaconWorld world = BeaconWorld.of(NetworkTopology.twoIsds(), 5);
    world.run(40);
    List<String> before = paths(world, "1-17", SegmentType.UP);
    IsdAs ia = IsdAs.parse("1-17");
    world.beaconServers.get(ia).close();
    world.run(20);
    assertEquals(List.of(), paths(world, "1-17", SegmentType.UP));
    world.beaconServers.put(
        ia,
        new BeaconServer(
            world.sites.get(ia),
            "bs",
            new TrustStore(world.sites.get(ia).certificates(), world.ed25519),
            world.verifier,
            BeaconLimits.DEFAULT,
            world.ports));
    world.run(30);
    assertEquals(before, paths(world, "1-17", SegmentType.UP));
  }
}
