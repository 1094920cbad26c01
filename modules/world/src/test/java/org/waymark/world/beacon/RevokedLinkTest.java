package org.waymark.world.beacon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.segment.RevocationTolerance;
import org.waymark.segment.SegmentType;
import org.waymark.wire.message.InterfaceState;

class RevokedLinkTest {
  private static final IsdAs CORE = IsdAs.parse("1-11");
  private static final long EPOCH_MS = Revocation.EPOCH_S * 1_000;

  @Test
  void silentLinkIsRevokedInEveryEpochUntilItIsHeardAgain() throws IOException {
    BeaconWorld world = BeaconWorld.of(NetworkTopology.tiny(), 1);
    world.run(20);
    assertEquals(List.of(), world.pathServer("1-11").revocations());
    assertTrue(world.routers.told("1-11#50").orElseThrow().active());
    world.routers.cut("1-11#50");
    world.run(3);
    assertEquals(List.of(), world.pathServer("1-11").revocations());
    world.run(32);
    List<Revocation> told = world.pathServer("1-11").revocations();
    long last = world.clock.wallMs() / EPOCH_MS;
    long first = told.getFirst().epoch();
    assertEquals(
        List.of(first, first + 1, first + 2, first + 3),
        told.stream().map(Revocation::epoch).toList());
    assertEquals(last, first + 3);
    InterfaceState router = world.routers.told("1-11#50").orElseThrow();
    assertFalse(router.active());
    assertEquals(told.getLast(), router.revocation().orElseThrow());
    world.routers.restore("1-11#50");
    world.run(12);
    assertTrue(world.routers.told("1-11#50").orElseThrow().active());
    assertEquals(4, world.pathServer("1-11").revocations().size());
  }

  @Test
  void revocationProvesAgainstEverySegmentOverTheLink() throws IOException {
    BeaconWorld world = BeaconWorld.of(NetworkTopology.tiny(), 1);
    world.run(20);
    CapnpSegment up = world.registered("1-12", SegmentType.UP, 6).getFirst();
    CapnpSegment other = world.registered("1-13", SegmentType.UP, 6).getFirst();
    world.routers.cut("1-11#50");
    world.run(8);
    Revocation ofCore = world.pathServer("1-11").revocations().getFirst();
    Revocation ofLeaf = world.pathServer("1-12").revocations().getFirst();
    assertEquals(50, ofCore.interfaceId());
    assertEquals(17, ofLeaf.interfaceId());
    assertProves(world, ProofSide.NEXT, ofCore, up);
    assertProves(world, ProofSide.NEXT, ofLeaf, up);
    assertEquals(ProofSide.NEXT, ofCore.provingSide(hop(other, CORE).root()).orElseThrow());
    assertFalse(hop(other, CORE).uses(50));
  }

  /** A segment registered at the end of a window is revoked in the next window through prevRoot. */
  @Test
  void revocationOfTheNextWindowProvesAgainstSegmentsOfTheLast() throws IOException {
    BeaconWorld world = BeaconWorld.of(NetworkTopology.tiny(), 1);
    long windowEndMs = 1_520_000_400_000L;
    world.run((windowEndMs - BeaconWorld.START_MS) / 1_000 - 3);
    CapnpSegment before = world.registered("1-12", SegmentType.UP, 6).getFirst();
    world.routers.cut("1-11#50");
    world.run(10);
    Revocation revocation = world.pathServer("1-11").revocations().getLast();
    assertEquals(windowEndMs / 600_000, revocation.window());
    assertProves(world, ProofSide.PREVIOUS, revocation, before);
    world.routers.restore("1-11#50");
    world.run(20);
    CapnpSegment after = world.registered("1-12", SegmentType.UP, 6).getFirst();
    assertEquals(ProofSide.NEXT, revocation.provingSide(hop(after, CORE).root()).orElseThrow());
  }

  private static void assertProves(
      BeaconWorld world, ProofSide half, Revocation revocation, CapnpSegment segment) {
    Hop hop = hop(segment, revocation.ia());
    assertTrue(hop.uses(revocation.interfaceId()));
    assertEquals(half, revocation.provingSide(hop.root()).orElseThrow());
    assertTrue(revocation.leafPositionMatchesEpoch());
    assertTrue(
        RevocationTolerance.proves(
            half,
            revocation.window(),
            revocation.treeTtlS(),
            segment.timestampS(),
            segment.timestampS() * 1_000));
    assertEquals(
        world.sites.get(revocation.ia()).settings().revocationTreeTtlS(), revocation.treeTtlS());
  }

  private static Hop hop(CapnpSegment segment, IsdAs ia) {
    return segment.hops().stream().filter(hop -> hop.ia().equals(ia)).findFirst().orElseThrow();
  }

  @Test
  void nothingOverASilentLinkIsRegisteredUntilItIsHeardAgain() throws IOException {
    BeaconWorld world = BeaconWorld.of(NetworkTopology.twoIsds(), 2);
    world.run(40);
    assertFalse(over(world, "1-17", SegmentType.UP, "1-15", 11).isEmpty());
    world.routers.cut("1-15#11");
    world.run(40);
    assertEquals(List.of(), over(world, "1-17", SegmentType.UP, "1-15", 11));
    assertEquals(List.of(), over(world, "1-13", SegmentType.DOWN, "1-15", 11));
    assertFalse(world.registered("1-17", SegmentType.UP, 6).isEmpty());
    world.routers.restore("1-15#11");
    world.run(40);
    assertFalse(over(world, "1-17", SegmentType.UP, "1-15", 11).isEmpty());
    assertFalse(over(world, "1-13", SegmentType.DOWN, "1-15", 11).isEmpty());
  }

  /**
   * The leaf is two ASes away from the link, and learns of the failure from an SCMP error when it
   * registers over the link.
   */
  @Test
  void farLinkIsGivenUpWhenARouterComplains() throws IOException {
    BeaconWorld world = BeaconWorld.of(NetworkTopology.twoIsds(), 2);
    world.run(40);
    assertFalse(over(world, "1-17", SegmentType.UP, "1-13", 11).isEmpty());
    world.routers.cut("1-13#11");
    world.run(15);
    assertEquals(List.of(), over(world, "1-17", SegmentType.UP, "1-13", 11));
    world.routers.restore("1-13#11");
    world.run(40);
    assertFalse(over(world, "1-17", SegmentType.UP, "1-13", 11).isEmpty());
  }

  /**
   * A core AS beside the link receives no revocation, but the beacons over the link are no longer
   * renewed.
   */
  @Test
  void coreBeaconsThatAreNotRenewedAreGivenUp() throws IOException {
    BeaconWorld world = BeaconWorld.of(NetworkTopology.twoIsds(), 2);
    world.run(40);
    assertFalse(over(world, "2-22", SegmentType.CORE, "1-12", 1).isEmpty());
    world.routers.cut("1-12#1");
    world.run(140);
    assertEquals(List.of(), over(world, "2-22", SegmentType.CORE, "1-12", 1));
    assertFalse(world.registered("2-22", SegmentType.CORE, 6).isEmpty());
  }

  private static List<CapnpSegment> over(
      BeaconWorld world, String at, SegmentType type, String ia, long interfaceId) {
    IsdAs link = IsdAs.parse(ia);
    return world.registered(at, type, 6).stream()
        .filter(
            segment ->
                segment.hops().stream()
                    .anyMatch(hop -> hop.ia().equals(link) && hop.uses(interfaceId)))
        .toList();
  }
}
