package org.waymark.world.beacon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.edge.config.Topology;
import org.waymark.fixtures.AsEntryMaker.Link;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ConnectedHashTree;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.wire.message.InterfaceState;
import org.waymark.world.site.Site;

class InterfaceStatesTest {
  private static final int TTL_S = 600;

  /** A time in the middle of an epoch, 277 s before the end of a window. */
  private final VirtualClock clock = new VirtualClock(1_520_000_123_000L);

  private final Site site =
      TestSites.of(
              Network.of(NetworkTopology.tiny(), 1, clock), new TestSites.Times(5, 5, TTL_S, TTL_S))
          .get(IsdAs.parse("1-11"));
  private final InterfaceStates states =
      new InterfaceStates(site.topology(), site.treeSeed(), TTL_S, clock);

  @Test
  void interfaceIsUsedOnceItsNeighbourWasHeard() {
    assertFalse(states.isUp(50));
    assertEquals(List.of(), states.links(Topology.LinkType.CHILD));
    assertEquals(InterfaceStates.Heard.CAME_UP, states.heard(50, 17));
    assertEquals(InterfaceStates.Heard.WAS_UP, states.heard(50, 17));
    Link link = new Link(50, IsdAs.parse("1-12"), 17, 1_280);
    assertEquals(List.of(link), states.links(Topology.LinkType.CHILD));
    assertEquals(Optional.of(link), states.link(50));
    assertEquals(Optional.empty(), states.link(99));
    assertEquals(List.of(), states.links(Topology.LinkType.PEER));
    assertEquals(InterfaceStates.Heard.NO_SUCH_INTERFACE, states.heard(51, 1));
  }

  @Test
  void silenceOfThreeAndAHalfSecondsIsStillLife() {
    states.heard(50, 17);
    clock.advanceMs(InterfaceStates.SILENCE_MS);
    assertEquals(List.of(), states.due());
    assertTrue(states.isUp(50));
    clock.advanceMs(1);
    assertEquals(List.of(50L, 99L), states.due().stream().map(Revocation::interfaceId).toList());
    assertFalse(states.isUp(50));
  }

  @Test
  void downInterfaceIsRevokedOncePerEpoch() {
    clock.advanceMs(4_000);
    states.heard(99, 86);
    assertEquals(1, states.due().size());
    assertEquals(List.of(), states.due());
    clock.advanceMs(2_000);
    states.heard(99, 86);
    assertEquals(List.of(), states.due());
    clock.advanceMs(1_000);
    List<Revocation> next = states.due();
    assertEquals(List.of(152_000_013L), next.stream().map(Revocation::epoch).toList());
    states.heard(50, 17);
    clock.advanceMs(3_000);
    states.heard(99, 86);
    assertEquals(List.of(), states.due());
    assertEquals(Optional.of(17L), states.link(50).map(Link::remoteId));
  }

  @Test
  void rootsAndProofsAreThoseOfATreeThatAlwaysRan() {
    for (int window = 0; window < 3; window++) {
      ConnectedHashTree tree =
          ConnectedHashTree.running(
              site.ia(), List.of(50L, 99L), site.treeSeed(), TTL_S, clock.wallMs() / 1_000);
      assertEquals(tree.publishedRoot(), states.publishedRoot());
      clock.advanceMs(InterfaceStates.SILENCE_MS + 1);
      long epoch = clock.wallMs() / 10_000;
      Revocation revocation = states.due().getFirst();
      assertEquals(tree.prove(50, epoch), revocation);
      // Once after a time in which the trees were kept, and once after a time in which they were
      // not.
      if (window == 1) {
        states.heard(50, 17);
        states.heard(99, 86);
      }
      clock.advanceMs(TTL_S * 1_000L);
    }
  }

  @Test
  void routerThatAsksIsToldWhatIsKnown() {
    assertEquals(List.of(), states.told(0));
    states.heard(50, 17);
    clock.advanceMs(3_000);
    states.heard(50, 17);
    clock.advanceMs(1_000);
    Revocation revocation = states.due().getFirst();
    InterfaceState up = new InterfaceState(50, true, Optional.empty());
    InterfaceState down = new InterfaceState(99, false, Optional.of(revocation));
    assertEquals(List.of(up, down), states.told(0));
    assertEquals(List.of(down), states.told(99));
    assertEquals(List.of(), states.told(7));
    assertEquals(
        List.of(InterfaceStatus.State.UP, InterfaceStatus.State.DOWN),
        states.status().stream().map(InterfaceStatus::state).toList());
  }
}
