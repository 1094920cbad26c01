package org.waymark.world.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.LinkType;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Sha256;

class TopologyGeneratorTest {
  private static final int[] SIZES = {50, 100, 317, 1_000};

  private static IntStream sizes() {
    return IntStream.concat(IntStream.rangeClosed(2, 40), IntStream.of(SIZES));
  }

  @Test
  void everySizeIsANetworkThatCanRun() throws Exception {
    for (int ases : sizes().toArray()) {
      for (long seed = 0; seed < 5; seed++) {
        NetworkTopology network = TopologyGenerator.generate(ases, seed);
        assertEquals(ases, network.ases().size());
        // Reading refuses ISDs without a core AS and ASes without a way up.
        assertEquals(network.ases(), TopologyFileTest.parse(TopologyFile.write(network)).ases());
      }
    }
  }

  @Test
  void noFailureOfOneCoreAsOrOneCoreLinkCutsTheCore() {
    for (int ases : sizes().toArray()) {
      NetworkTopology network = TopologyGenerator.generate(ases, ases);
      Set<IsdAs> cores = new HashSet<>();
      network.isds().forEach(isd -> cores.addAll(network.coreAses(isd)));
      for (IsdAs failed : cores) {
        Set<IsdAs> rest = new HashSet<>(cores);
        rest.remove(failed);
        rest.stream()
            .findFirst()
            .ifPresent(first -> assertEquals(rest, reached(network, first, rest), failed + " off"));
        if (cores.size() > 1) {
          assertTrue(coreLinks(network, failed) >= 2, failed + " of " + ases);
        }
      }
    }
  }

  private static Set<IsdAs> reached(NetworkTopology network, IsdAs from, Set<IsdAs> among) {
    Set<IsdAs> reached = new HashSet<>();
    Deque<IsdAs> next = new ArrayDeque<>(List.of(from));
    while (!next.isEmpty()) {
      IsdAs ia = next.remove();
      if (among.contains(ia) && reached.add(ia)) {
        network.as(ia).interfaces().values().stream()
            .filter(link -> link.linkType() == LinkType.CORE)
            .forEach(link -> next.add(link.neighbour()));
      }
    }
    return reached;
  }

  private static long coreLinks(NetworkTopology network, IsdAs ia) {
    return count(network.as(ia), LinkType.CORE);
  }

  private static long count(NetworkTopology.As as, LinkType type) {
    return as.interfaces().values().stream().filter(link -> link.linkType() == type).count();
  }

  @Test
  void largeNetworkHasIsdsTiersParallelLinksAndPeersButAFewLinksOnly() {
    NetworkTopology network = TopologyGenerator.generate(1_000, 1);
    assertEquals(12, network.isds().size());
    long cores = network.ases().values().stream().filter(NetworkTopology.As::core).count();
    assertTrue(cores >= 36 && cores <= 48, cores + " core ASes");
    long peers = network.ases().values().stream().mapToLong(as -> count(as, LinkType.PEER)).sum();
    assertTrue(peers > 200 && peers < 450, peers + " ends of peer links");
    long links = network.ases().values().stream().mapToLong(as -> as.interfaces().size()).sum() / 2;
    assertTrue(links < 2_600, links + " links");
    for (NetworkTopology.As as : network.ases().values()) {
      long parents = parents(as);
      assertTrue(as.core() ? parents == 0 : parents >= 1 && parents <= 3, as.toString());
    }
    assertTrue(
        network.ases().values().stream().anyMatch(as -> parents(as) < count(as, LinkType.PARENT)),
        "no parallel links");
  }

  private static long parents(NetworkTopology.As as) {
    return as.interfaces().values().stream()
        .filter(link -> link.linkType() == LinkType.PARENT)
        .map(NetworkTopology.Interface::neighbour)
        .distinct()
        .count();
  }

  @Test
  void sameSeedMakesTheSameNetworkOnEveryMachine() {
    String text = TopologyFile.write(TopologyGenerator.generate(100, 7));
    assertEquals(text, TopologyFile.write(TopologyGenerator.generate(100, 7)));
    assertNotEquals(text, TopologyFile.write(TopologyGenerator.generate(100, 8)));
    assertEquals(
        "a8d6a0245dab3d894900193820aa6bca2f0be4a4d2add8bf1d84f9b05c1ea65a",
        Sha256.hash(ByteString.owning(text.getBytes(StandardCharsets.UTF_8))).toString());
  }

  @Test
  void sizesOutOfRangeAreRefused() {
    for (int ases : new int[] {-1, 0, 1, 1_001}) {
      assertThrows(IllegalArgumentException.class, () -> TopologyGenerator.generate(ases, 1));
    }
  }
}
