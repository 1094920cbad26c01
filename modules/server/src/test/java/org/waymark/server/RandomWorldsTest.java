package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.fixtures.Network;

/**
 * Compares servers with PROTOCOL 6 in thousands of random worlds with topologies, segments,
 * requests, revocations, and the times between them. A world with a difference is reduced as far as
 * possible, and printed with its seed.
 */
class RandomWorldsTest {
  private static final int NETWORKS = 25;
  private static final int WORLDS_PER_NETWORK = 40;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void serversDoWhatSectionSixSays(long seed) {
    Map<String, Integer> happened = new TreeMap<>();
    for (int n = 0; n < NETWORKS; n++) {
      long networkSeed = seed * NETWORKS + n;
      Network network = RandomWorld.network(networkSeed);
      for (int w = 0; w < WORLDS_PER_NETWORK; w++) {
        long worldSeed = networkSeed * WORLDS_PER_NETWORK + w;
        RandomWorld world = RandomWorld.draw(network, new Random(worldSeed));
        if (world.difference().isPresent()) {
          RandomWorld shrunk = world.shrunk();
          Optional<String> difference = shrunk.difference();
          fail(
              "network %d, world %d: %s\n%s"
                  .formatted(networkSeed, worldSeed, shrunk, difference.orElseThrow()));
        }
        if (w == 0) {
          world.happened().forEach((what, count) -> happened.merge(what, count, Integer::sum));
        }
      }
    }
    System.out.println("seed " + seed + ": " + happened);
    assertTrue(happened.size() > 5, happened::toString);
  }
}
