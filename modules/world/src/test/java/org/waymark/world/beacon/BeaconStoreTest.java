package org.waymark.world.beacon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.Route;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;

class BeaconStoreTest {
  private static final long NOW_S = 1_520_000_123;
  private static final IsdAs ORIGIN = IsdAs.parse("1-11");

  private final VirtualClock clock = new VirtualClock(NOW_S * 1_000);
  private final Network network = Network.of(NetworkTopology.twoIsds(), 1, clock);
  private final BeaconStore store = new BeaconStore();

  /** Creates a beacon that left its last AS through an interface, which need not exist. */
  private CapnpSegment beacon(long timestampS, Route.Step... steps) {
    return network.segments().along(new Route(List.of(steps))).timestampS(timestampS).make();
  }

  private CapnpSegment direct(long egress) {
    return beacon(NOW_S, step("1-11", 0, egress));
  }

  private static Route.Step step(String ia, long ingress, long egress) {
    return new Route.Step(IsdAs.parse(ia), ingress, egress);
  }

  private BeaconStore.Added add(CapnpSegment segment) {
    return store.add(new HeldBeacon(segment, 1));
  }

  private List<CapnpSegment> best(int count) {
    return store.best(ORIGIN, count, held -> true).stream().map(HeldBeacon::segment).toList();
  }

  @Test
  void newerVersionTakesThePlaceOfAnOlderOne() {
    CapnpSegment old = beacon(NOW_S, step("1-11", 0, 1));
    CapnpSegment newer = beacon(NOW_S + 5, step("1-11", 0, 1));
    assertEquals(BeaconStore.Added.ADDED, add(old));
    assertEquals(BeaconStore.Added.KNOWN, add(old));
    assertEquals(BeaconStore.Added.RENEWED, add(newer));
    assertEquals(BeaconStore.Added.KNOWN, add(old));
    assertEquals(List.of(newer), best(5));
  }

  @Test
  void fewestHopsAreBestThenThoseThatShareNoInterface() {
    CapnpSegment longer = beacon(NOW_S, step("1-11", 0, 1), step("1-12", 1, 2));
    CapnpSegment twin = beacon(NOW_S, step("1-11", 0, 1), step("1-12", 1, 3));
    CapnpSegment apart = lastById(longer, twin);
    CapnpSegment shortest = beacon(NOW_S, step("1-11", 0, 7));
    for (CapnpSegment one : List.of(longer, twin, apart, shortest)) {
      add(one);
    }
    boolean inOrder = longer.id().compareTo(twin.id()) < 0;
    CapnpSegment second = inOrder ? longer : twin;
    CapnpSegment fourth = inOrder ? twin : longer;
    assertEquals(List.of(shortest, second, apart), best(3));
    assertEquals(List.of(shortest, second, apart, fourth), best(9));
  }

  @Test
  void oneSharedInterfaceIsEnoughToComeLater() {
    CapnpSegment chosen = beacon(NOW_S, step("1-11", 0, 1), step("1-12", 1, 2));
    // Both beacons share one interface with the chosen beacon. One enters an AS through it, the
    // other leaves one through it.
    CapnpSegment in = beacon(NOW_S, step("1-11", 0, 3), step("1-13", 4, 5), step("1-12", 1, 6));
    CapnpSegment out = beacon(NOW_S, step("1-11", 0, 7), step("1-13", 8, 9), step("1-12", 7, 2));
    CapnpSegment apart = lastById(in, out);
    for (CapnpSegment one : List.of(in, out)) {
      BeaconStore other = new BeaconStore();
      for (CapnpSegment each : List.of(chosen, one, apart)) {
        other.add(new HeldBeacon(each, 1));
      }
      assertEquals(
          List.of(chosen, apart, one),
          other.best(ORIGIN, 3, held -> true).stream().map(HeldBeacon::segment).toList());
    }
  }

  /**
   * Creates a beacon that would be last if sorted by its id, so that only the number of shared
   * interfaces can bring it forward.
   */
  private CapnpSegment lastById(CapnpSegment... others) {
    Route.Step[] more = new Route.Step[others[0].hops().size() - 2];
    Arrays.fill(more, step("1-14", 3, 1));
    return IntStream.rangeClosed(20, 200)
        .mapToObj(
            egress ->
                beacon(
                    NOW_S,
                    Stream.concat(
                            Stream.of(step("1-11", 0, egress), step("1-13", 20, 21)),
                            Stream.of(more))
                        .toArray(Route.Step[]::new)))
        .filter(one -> Stream.of(others).allMatch(other -> one.id().compareTo(other.id()) > 0))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void choiceDoesNotDependOnTheOrderOfArrivalNorOnVersions() {
    List<CapnpSegment> all = new ArrayList<>();
    BeaconStore other = new BeaconStore();
    for (int egress = 1; egress <= BeaconStore.PER_ORIGIN + 5; egress++) {
      all.add(direct(egress));
      other.add(new HeldBeacon(beacon(NOW_S + egress, step("1-11", 0, egress)), 1));
    }
    all.reversed().forEach(this::add);
    assertEquals(BeaconStore.PER_ORIGIN, store.size());
    assertEquals(
        best(5).stream().map(CapnpSegment::id).toList(),
        other.best(ORIGIN, 5, held -> true).stream().map(held -> held.segment().id()).toList());
  }

  @Test
  void fullOriginKeepsTheShorterOnes() {
    for (int egress = 1; egress <= BeaconStore.PER_ORIGIN; egress++) {
      add(beacon(NOW_S, step("1-11", 0, 1), step("1-12", 1, egress)));
    }
    assertEquals(
        BeaconStore.Added.NO_ROOM,
        add(beacon(NOW_S, step("1-11", 0, 1), step("1-12", 1, 2), step("1-13", 1, 3))));
    CapnpSegment shorter = direct(1);
    assertEquals(BeaconStore.Added.ADDED, add(shorter));
    assertEquals(BeaconStore.PER_ORIGIN, store.size());
    assertEquals(shorter, best(1).getFirst());
  }

  @Test
  void onlyUsableOnesAreChosen() {
    store.add(new HeldBeacon(direct(1), 4));
    store.add(new HeldBeacon(direct(2), 5));
    assertEquals(1, store.best(ORIGIN, 5, held -> held.ingress() == 5).size());
    assertEquals(List.of(), store.best(IsdAs.parse("1-12"), 5, held -> true));
  }

  @Test
  void expiredBeaconIsForgotten() {
    CapnpSegment segment = direct(1);
    add(segment);
    store.endRound(segment.endMs() - 1, 20);
    assertEquals(1, store.size());
    store.endRound(segment.endMs(), 20);
    assertEquals(List.of(), store.origins());
  }

  @Test
  void beaconThatIsNotRenewedWhileOthersAreIsForgotten() {
    add(direct(1));
    for (int round = 0; round < 1_000; round++) {
      store.endRound(NOW_S * 1_000, 20);
    }
    assertEquals(1, store.size(), "no other of the origin is renewed");
    add(beacon(NOW_S + 1, step("1-11", 0, 1)));
    renewOther(NOW_S, 21);
    assertEquals(2, store.size(), "for 20 rounds not renewed while the other was");
    renewOther(NOW_S + 21, 1);
    assertEquals(1, store.size());
    assertFalse(store.isKnown(direct(1)));
  }

  /** Renews a beacon other than {@code direct(1)} in each of several rounds. */
  private void renewOther(long firstS, int rounds) {
    for (int round = 0; round < rounds; round++) {
      add(beacon(firstS + round, step("1-11", 0, 2)));
      store.endRound(NOW_S * 1_000, 20);
    }
  }

  @Test
  void revokedInterfaceRemovesBeaconsAndKeepsThemOutAsLongAsItActs() {
    CapnpSegment over = direct(1);
    CapnpSegment beside = direct(2);
    add(over);
    add(beside);
    Revocation revocation = network.revocations().revoke(ORIGIN, 1);
    assertEquals(1, store.revoke(revocation));
    assertEquals(List.of(beside), best(5));
    CapnpSegment newer = beacon(NOW_S + 1, step("1-11", 0, 1));
    store.endRound(revocation.expiryMs() - 1, 20);
    assertTrue(store.isRevoked(newer, revocation.expiryMs() - 1));
    assertFalse(store.isRevoked(beside, revocation.expiryMs() - 1));
    assertFalse(store.isRevoked(newer, revocation.expiryMs()));
    store.endRound(revocation.expiryMs(), 20);
    assertFalse(store.isRevoked(newer, revocation.expiryMs() - 1));
  }

  @Test
  void originWhoseBeaconsAreAllRevokedIsForgotten() {
    add(direct(1));
    assertEquals(List.of(ORIGIN), store.origins());
    assertEquals(1, store.revoke(network.revocations().revoke(ORIGIN, 1)));
    assertEquals(List.of(), store.origins());
  }

  @Test
  void oldestRevocationIsForgottenWhenThereAreTooMany() {
    BeaconStore two = new BeaconStore(2);
    for (int egress = 1; egress <= 3; egress++) {
      two.add(new HeldBeacon(direct(egress), 1));
      assertEquals(1, two.revoke(network.revocations().revoke(ORIGIN, egress)));
    }
    assertFalse(two.isRevoked(direct(1), clock.wallMs()));
    assertTrue(two.isRevoked(direct(2), clock.wallMs()));
    assertTrue(two.isRevoked(direct(3), clock.wallMs()));
  }

  @Test
  void revocationThatProvesNothingDoesNothing() {
    add(direct(1));
    Network others = Network.of(NetworkTopology.twoIsds(), 2, clock);
    assertEquals(0, store.revoke(others.revocations().revoke(ORIGIN, 1)));
    assertEquals(0, store.revoke(network.revocations().revoke(ORIGIN, 2)));
    assertEquals(0, store.revoke(network.revocations().revoke(IsdAs.parse("1-12"), 1)));
    assertEquals(1, store.size());
    assertFalse(store.isRevoked(direct(1), NOW_S * 1_000));
  }
}
