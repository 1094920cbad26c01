package org.waymark.world.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.TopologyBuilder;

/**
 * Generates random networks of any size that are shaped like SCION networks.
 *
 * <p>A network of n ASes has about sqrt(2n/9) ISDs, but at most twelve, and each ISD has one to
 * four core ASes. All core ASes form a ring with chords across it, in which the core ASes of an ISD
 * are neighbours. The failure of one link or one core AS does not partition the ring (if there are
 * only two core ASes, they have two links). The other ASes of an ISD are in up to three tiers. An
 * AS has one to three parents in the tier above; some ASes have two links to a parent, and some
 * have a peer, possibly in another ISD. Core ASes are numbered from 1, the others from 101.
 *
 * <p>The same number of ASes and the same seed always result in the same network.
 */
public final class TopologyGenerator {
  public static final int MIN_ASES = 2;
  public static final int MAX_ASES = 1_000;

  private static final int MAX_ISDS = 12;
  private static final double ASES_PER_SQUARE_OF_ISDS = 4.5;
  private static final int FIRST_OTHER = 101;
  private static final int[] MTUS = {1_472, 1_472, 1_472, 1_472, 1_400, 1_280};

  private final Random random;
  private final TopologyBuilder builder = NetworkTopology.describe();
  private final List<String> cores = new ArrayList<>();
  private final List<String> others = new ArrayList<>();

  private TopologyGenerator(long seed) {
    this.random = new Random(seed);
  }

  /**
   * Generates a network with the given number of ASes.
   *
   * @return the network
   * @throws IllegalArgumentException if the number is below {@value #MIN_ASES} or above {@value
   *     #MAX_ASES}
   */
  public static NetworkTopology generate(int ases, long seed) {
    if (ases < MIN_ASES || ases > MAX_ASES) {
      throw new IllegalArgumentException(
          "a generated world must have " + MIN_ASES + ".." + MAX_ASES + " ASes, got " + ases);
    }
    return new TopologyGenerator(seed).draw(ases);
  }

  private NetworkTopology draw(int ases) {
    long isds = Math.clamp(Math.round(Math.sqrt(ases / ASES_PER_SQUARE_OF_ISDS)), 1, MAX_ISDS);
    for (int isd = 1; isd <= isds; isd++) {
      // The first ISDs get the remainder.
      drawIsd(isd, (int) (ases / isds + (isd <= ases % isds ? 1 : 0)));
    }
    linkCores();
    linkPeers();
    return builder.build();
  }

  private void drawIsd(int isd, int ases) {
    int coreAses = coreAses(ases);
    List<String> above = new ArrayList<>();
    for (int i = 1; i <= coreAses; i++) {
      String core = isd + "-" + i;
      builder.core(core);
      above.add(core);
    }
    cores.addAll(above);
    int number = FIRST_OTHER;
    for (int size : tiers(ases - coreAses)) {
      List<String> tier = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        String as = isd + "-" + number++;
        builder.as(as, mtu());
        linkParents(as, above);
        tier.add(as);
      }
      others.addAll(tier);
      above = tier;
    }
  }

  private int coreAses(int ases) {
    if (ases < 6) {
      return 1;
    }
    return ases < 12 ? 2 : 3 + random.nextInt(2);
  }

  /**
   * Computes the sizes of the tiers, each larger than the one above it.
   *
   * @return the sizes, topmost tier first
   */
  private static List<Integer> tiers(int ases) {
    if (ases < 4) {
      return ases == 0 ? List.of() : List.of(ases);
    }
    if (ases < 20) {
      return List.of(ases * 2 / 5, ases - ases * 2 / 5);
    }
    int first = ases / 6;
    int second = ases / 3;
    return List.of(first, second, ases - first - second);
  }

  private void linkParents(String as, List<String> above) {
    int parents = Math.min(above.size(), 1 + random.nextInt(3));
    List<String> candidates = new ArrayList<>(above);
    for (int i = 0; i < parents; i++) {
      String parent = candidates.remove(random.nextInt(candidates.size()));
      builder.childLink(parent, as, mtu());
      if (random.nextInt(10) == 0) {
        builder.childLink(parent, as, mtu());
      }
    }
  }

  private void linkCores() {
    int size = cores.size();
    for (int i = 0; size > 1 && i < size; i++) {
      builder.coreLink(cores.get(i), cores.get((i + 1) % size), mtu());
    }
    // Chords join only ASes that are not neighbours in the ring.
    for (int chord = 0; size > 3 && chord < size / 2; chord++) {
      int from = random.nextInt(size);
      int to = (from + 2 + random.nextInt(size - 3)) % size;
      builder.coreLink(cores.get(from), cores.get(to), mtu());
    }
  }

  private void linkPeers() {
    for (int one = 0; one + 1 < others.size(); one++) {
      if (random.nextInt(6) == 0) {
        int other = one + 1 + random.nextInt(others.size() - one - 1);
        builder.peerLink(others.get(one), others.get(other), mtu());
      }
    }
  }

  private int mtu() {
    return MTUS[random.nextInt(MTUS.length)];
  }
}
