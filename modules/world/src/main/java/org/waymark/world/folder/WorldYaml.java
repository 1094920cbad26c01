package org.waymark.world.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.segment.IsdAs;
import org.waymark.world.site.Habits;
import org.waymark.world.topology.TopologyException;
import org.waymark.world.topology.TopologyFile;
import org.waymark.world.topology.YamlPart;

/**
 * The content of {@code world.yml}: the description of a network and, under the key {@code world},
 * the settings of the world.
 */
public record WorldYaml(NetworkTopology topology, WorldSettings settings) {
  private static final String SETTINGS = "world";
  private static final String LOOPBACK = "loopback";
  private static final String DISPATCHERS = "behindDispatcher";
  private static final String HABITS = "habits";
  private static final String CERTIFICATE_LIFE = "certificateLifeS";
  private static final String EXPECTED = "a number";

  /**
   * Reads the network and settings for a new world from the file of another world, or from a SCION
   * topology file with the default settings.
   *
   * @param skipped called with one line that lists the keys of a topology file that describe
   *     neither ASes nor links, if there are any
   * @return the network and settings
   * @throws IOException if the file cannot be read
   * @throws TopologyException if the file is neither a world file nor a topology file, or describes
   *     an impossible network
   */
  public static WorldYaml described(Path file, Consumer<String> skipped)
      throws IOException, TopologyException {
    YamlPart root = TopologyFile.yaml(file);
    if (root.find(SETTINGS).isPresent()) {
      return of(root);
    }
    NetworkTopology topology = TopologyFile.published(root, skipped);
    if (topology.treeTtlS() < WorldSettings.MIN_SEGMENT_TTL_S) {
      throw root.get("treeTtlS", EXPECTED)
          .wrong(
              "is shorter than the shortest segment lifetime",
              "at least " + WorldSettings.MIN_SEGMENT_TTL_S + " s");
    }
    WorldSettings settings = WorldSettings.of(WorldSettings.DEFAULT_SEED);
    int segmentTtlS = (int) Math.min(settings.segmentTtlS(), topology.treeTtlS());
    return new WorldYaml(topology, settings.withSegmentTtlS(segmentTtlS));
  }

  /**
   * Reads the file of a world.
   *
   * @return its content
   * @throws IOException if the file cannot be read
   * @throws TopologyException if the file is not a valid {@code world.yml}
   */
  static WorldYaml read(Path file) throws IOException, TopologyException {
    return of(TopologyFile.yaml(file));
  }

  private static WorldYaml of(YamlPart root) throws TopologyException {
    YamlPart part = root.get(SETTINGS, "the settings of a world");
    WorldSettings settings = settings(part);
    NetworkTopology topology = TopologyFile.of(root.without(SETTINGS));
    try {
      Sites.requireTreesOutlast(topology, settings);
    } catch (IllegalArgumentException e) {
      throw part.wrong("is invalid: " + e.getMessage(), "a shorter segmentTtlS or longer treeTtlS");
    }
    for (YamlPart ia : dispatchers(part)) {
      if (!topology.ases().containsKey(isdAs(ia))) {
        throw ia.wrong("is not an AS of this network", "one of those in ASes");
      }
    }
    return new WorldYaml(topology, settings);
  }

  private static WorldSettings settings(YamlPart part) throws TopologyException {
    part.onlyKnown(
        Set.of(
            "seed",
            "replicasPerAs",
            "propagateTimeS",
            "registerTimeS",
            "segmentTtlS",
            LOOPBACK,
            DISPATCHERS,
            HABITS,
            CERTIFICATE_LIFE));
    SortedSet<IsdAs> behindDispatcher = new TreeSet<>();
    for (YamlPart ia : dispatchers(part)) {
      behindDispatcher.add(isdAs(ia));
    }
    return new WorldSettings(
        part.get("seed", EXPECTED).number(Long.MIN_VALUE, Long.MAX_VALUE),
        number(part, "replicasPerAs", 1, WorldSettings.MAX_REPLICAS),
        number(part, "propagateTimeS", 1, WorldSettings.MAX_PERIOD_S),
        number(part, "registerTimeS", 1, WorldSettings.MAX_PERIOD_S),
        number(
            part, "segmentTtlS", WorldSettings.MIN_SEGMENT_TTL_S, WorldSettings.MAX_SEGMENT_TTL_S),
        part.number(
            LOOPBACK,
            WorldSettings.MIN_LOOPBACK,
            WorldSettings.MAX_LOOPBACK,
            WorldSettings.DEFAULT_LOOPBACK),
        behindDispatcher,
        variant(part));
  }

  /** Reads the variant. Worlds created before variants existed have no such key. */
  private static WorldVariant variant(YamlPart part) throws TopologyException {
    Optional<YamlPart> habits = part.find(HABITS);
    Optional<YamlPart> life = part.find(CERTIFICATE_LIFE);
    return new WorldVariant(
        habits.isPresent() ? habits(habits.get()) : WorldVariant.DEFAULT.habits(),
        life.isPresent()
            ? life.get()
                .number(WorldVariant.MIN_CERTIFICATE_LIFE_S, WorldVariant.MAX_CERTIFICATE_LIFE_S)
            : WorldVariant.DEFAULT.certificateLifeS());
  }

  private static Habits habits(YamlPart part) throws TopologyException {
    String expected =
        Arrays.stream(Habits.values()).map(Habits::label).collect(Collectors.joining(" or "));
    String text = part.text(expected);
    return Arrays.stream(Habits.values())
        .filter(one -> one.label().equals(text))
        .findFirst()
        .orElseThrow(() -> part.wrong("is unknown", expected));
  }

  /**
   * Reads the list of ASes with dispatchers. Worlds created before dispatchers existed have no such
   * key.
   */
  private static List<YamlPart> dispatchers(YamlPart part) throws TopologyException {
    Optional<YamlPart> list = part.find(DISPATCHERS);
    return list.isPresent() ? list.get().items() : List.of();
  }

  private static IsdAs isdAs(YamlPart part) throws TopologyException {
    String expected = "an ISD-AS like 1-11, in quotes";
    try {
      return IsdAs.parse(part.text(expected));
    } catch (IllegalArgumentException e) {
      throw part.wrong("is invalid: " + e.getMessage(), expected);
    }
  }

  private static int number(YamlPart part, String key, int min, int max) throws TopologyException {
    return (int) part.get(key, EXPECTED).number(min, max);
  }

  String text() {
    return """
    # What this world was created from. The files of its ASes follow from it: to change it, create the world again.
    world:
      seed: %d
      replicasPerAs: %d
      propagateTimeS: %d
      registerTimeS: %d
      segmentTtlS: %d
      loopback: %d
      behindDispatcher: [%s]
      habits: %s
      certificateLifeS: %d
    """
            .formatted(
                settings.seed(),
                settings.replicasPerAs(),
                settings.propagateTimeS(),
                settings.registerTimeS(),
                settings.segmentTtlS(),
                settings.loopback(),
                settings.behindDispatcher().stream()
                    .map(ia -> "\"" + ia + "\"")
                    .collect(Collectors.joining(", ")),
                settings.variant().habits().label(),
                settings.variant().certificateLifeS())
        + TopologyFile.write(topology);
  }
}
