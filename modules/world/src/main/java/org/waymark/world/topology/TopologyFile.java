package org.waymark.world.topology;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;

/**
 * The YAML description of a network, in the format of SCION's topology files:
 *
 * <pre>{@code
 * treeTtlS: 21600                      # lifetime of hash trees, 21600 s by default
 * ASes:
 *   "1-11": {core: true, mtu: 1472}    # not core and 1472 bytes by default
 *   "1-12": {}
 * links:
 *   - {a: "1-11#50", b: "1-12#17", linkAtoB: CHILD, mtu: 1280}
 * }</pre>
 *
 * <p>An end of a link is an ISD-AS and the number of its interface, in 1..4095; an end without a
 * number gets the lowest free one. {@code linkAtoB} gives the role of {@code b} as seen from {@code
 * a}: {@code CORE}, {@code CHILD} or {@code PEER}; older files use {@code ltype}, where {@code
 * PARENT} makes {@code a} the parent, and {@code ROUTING} means {@code CORE}. The MTU of a link is
 * 1472 bytes by default. Quotes are never needed.
 *
 * <p>Every accepted network can run: every ISD has a core AS, every other AS has a route up to a
 * core AS, and PEER links connect only non-core ASes, because no path could use other PEER links.
 */
public final class TopologyFile {
  private TopologyFile() {}

  /**
   * Parses the description of a network.
   *
   * @param file a name for messages
   * @param text the text in UTF-8
   * @return the network
   * @throws TopologyException if the text is too large, not a description, or describes an
   *     impossible network
   */
  public static NetworkTopology parse(String file, ByteString text) throws TopologyException {
    return of(YamlText.read(file, text));
  }

  /**
   * Parses a YAML file that is a description, or contains one among other keys.
   *
   * @return the content of the file
   * @throws IOException if the file cannot be read
   * @throws TopologyException if the file is too large or not YAML
   */
  public static YamlPart yaml(Path file) throws IOException, TopologyException {
    try (InputStream bytes = Files.newInputStream(file)) {
      ByteString text = ByteString.owning(bytes.readNBytes(YamlText.MAX_BYTES + 1));
      return YamlText.read(file.toString(), text);
    }
  }

  /**
   * Builds the network that a part of a text describes.
   *
   * @return the network
   * @throws TopologyException if the part is not a description, or describes an impossible network
   */
  public static NetworkTopology of(YamlPart root) throws TopologyException {
    return new DescribedNetwork(root, Optional.empty()).network();
  }

  /**
   * Builds the network that a SCION topology file describes.
   *
   * @param skipped called with one line that lists the keys that describe neither ASes nor links,
   *     if there are any
   * @return the network
   * @throws TopologyException if the file is not a description, or describes an impossible network
   */
  public static NetworkTopology published(YamlPart root, Consumer<String> skipped)
      throws TopologyException {
    SkippedKeys keys = new SkippedKeys();
    NetworkTopology network = new DescribedNetwork(root, Optional.of(keys)).network();
    keys.line().ifPresent(skipped);
    return network;
  }

  /**
   * Writes the description of a network. Reading the description results in an equal network, or in
   * an exception if the network is an impossible one.
   *
   * @return the description
   */
  public static String write(NetworkTopology topology) {
    StringBuilder yaml = new StringBuilder();
    yaml.append("treeTtlS: ").append(topology.treeTtlS()).append("\nASes:\n");
    for (NetworkTopology.As as : topology.ases().values()) {
      yaml.append(
          "  \"%s\": {%smtu: %d}\n".formatted(as.ia(), as.core() ? "core: true, " : "", as.mtu()));
    }
    StringBuilder links = new StringBuilder();
    for (NetworkTopology.As as : topology.ases().values()) {
      as.interfaces().values().stream()
          .filter(link -> isEndA(as.ia(), link))
          .forEach(link -> links.append(written(as.ia(), link)));
    }
    return yaml.append(links.isEmpty() ? "links: []\n" : "links:\n").append(links).toString();
  }

  /**
   * Checks whether an AS is end a of a link. Both ends list the link, but the description contains
   * it only once, at end a.
   */
  private static boolean isEndA(IsdAs ia, NetworkTopology.Interface link) {
    return switch (link.linkType()) {
      case CHILD -> true;
      case PARENT -> false;
      case CORE, PEER -> ia.compareTo(link.neighbour()) < 0;
    };
  }

  private static String written(IsdAs ia, NetworkTopology.Interface link) {
    return "  - {a: \"%s#%d\", b: \"%s#%d\", linkAtoB: %s, mtu: %d}\n"
        .formatted(ia, link.id(), link.neighbour(), link.remoteId(), link.linkType(), link.mtu());
  }
}
