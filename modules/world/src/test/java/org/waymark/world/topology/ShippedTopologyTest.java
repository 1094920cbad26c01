package org.waymark.world.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.waymark.fixtures.LinkType;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.segment.IsdAs;

class ShippedTopologyTest {
  private final NetworkTopology twoIsds = ShippedTopology.TWO_ISDS.network();

  @ParameterizedTest
  @EnumSource
  void descriptionIsWhatTheNetworkIsMadeOf(ShippedTopology shipped) throws Exception {
    NetworkTopology read = TopologyFileTest.parse(shipped.description());
    assertEquals(shipped.network().ases(), read.ases());
    assertTrue(shipped.description().startsWith("# "));
  }

  @Test
  void tinyIsTheTinyNetworkOfTheFixtures() {
    assertEquals(NetworkTopology.tiny().ases(), ShippedTopology.TINY.network().ases());
  }

  @Test
  void twoIsdsHaveWhatCanBeShownInThem() {
    assertEquals(18, twoIsds.ases().size());
    assertEquals(3, twoIsds.coreAses(1).size());
    assertEquals(2, twoIsds.coreAses(2).size());
    assertEquals(2, linksBetweenIsds(LinkType.CORE));
    assertEquals(2, linksBetweenIsds(LinkType.PEER));
  }

  private long linksBetweenIsds(LinkType type) {
    return twoIsds.ases().values().stream()
        .flatMap(
            as ->
                as.interfaces().values().stream()
                    .filter(link -> link.linkType() == type)
                    .filter(link -> as.ia().isd() < link.neighbour().isd()))
        .count();
  }

  @Test
  void shortestPathFrom131To261GoesOverTheFirstInterIsdLinkAndHasANextBest() {
    IsdAs from = IsdAs.parse("1-31");
    IsdAs to = IsdAs.parse("2-61");
    assertEquals(5, distances(from, (_, _) -> true).get(to));
    assertEquals(6, distances(from, without("1-11", 4)).get(to));
    assertEquals(5, distances(from, without("1-13", 3)).get(to));
  }

  @Test
  void noCutOfOneLinkTakesTheLastPathBetweenTwoAses() {
    for (NetworkTopology.As as : twoIsds.ases().values()) {
      for (long interfaceId : as.interfaces().keySet()) {
        BiPredicate<IsdAs, NetworkTopology.Interface> up = without(as.ia().toString(), interfaceId);
        for (IsdAs from : twoIsds.ases().keySet()) {
          assertEquals(
              twoIsds.ases().keySet(),
              distances(from, up).keySet(),
              "from " + from + " without " + as.ia() + "#" + interfaceId);
        }
      }
    }
  }

  private BiPredicate<IsdAs, NetworkTopology.Interface> without(String ia, long interfaceId) {
    IsdAs cut = IsdAs.parse(ia);
    NetworkTopology.Interface end = twoIsds.interfaceOf(cut, interfaceId).orElseThrow();
    return (from, link) ->
        !(from.equals(cut) && link.id() == interfaceId)
            && !(from.equals(end.neighbour()) && link.id() == end.remoteId());
  }

  /**
   * {@return the lowest number of links of a path from each AS that leads up, over core links and
   * down} Peer links are not used.
   */
  private Map<IsdAs, Integer> distances(
      IsdAs from, BiPredicate<IsdAs, NetworkTopology.Interface> isUp) {
    Map<IsdAs, Integer> distances = new HashMap<>();
    Set<Place> seen = new HashSet<>();
    Deque<Place> next = new ArrayDeque<>(List.of(new Place(from, LinkType.PARENT, 0)));
    while (!next.isEmpty()) {
      Place place = next.remove();
      if (!seen.add(new Place(place.ia, place.last, 0))) {
        continue;
      }
      distances.putIfAbsent(place.ia, place.links);
      for (NetworkTopology.Interface link : twoIsds.as(place.ia).interfaces().values()) {
        if (isUp.test(place.ia, link) && mayFollow(place.last, link.linkType())) {
          next.add(new Place(link.neighbour(), link.linkType(), place.links + 1));
        }
      }
    }
    return distances;
  }

  private record Place(IsdAs ia, LinkType last, int links) {}

  private static boolean mayFollow(LinkType last, LinkType link) {
    return switch (link) {
      case PARENT -> last == LinkType.PARENT;
      case CORE -> last != LinkType.CHILD;
      case CHILD -> true;
      case PEER -> false;
    };
  }
}
