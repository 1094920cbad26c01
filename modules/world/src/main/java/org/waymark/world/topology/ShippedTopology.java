package org.waymark.world.topology;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.segment.ByteString;

/** The networks shipped with Waymark, as examples and starting points. */
public enum ShippedTopology {
  /** One core AS with two children that peer with each other. */
  TINY("tiny"),

  /**
   * Two ISDs of ten and eight ASes, with three and two core ASes. There are two core links between
   * the ISDs, parallel links, two ways up from every AS, and peer links within and across the ISDs,
   * so any two ASes still have a path after any single link has been cut.
   */
  TWO_ISDS("two-isds");

  private final String name;

  ShippedTopology(String name) {
    this.name = name;
  }

  /** {@return the name used in commands} */
  public String label() {
    return name;
  }

  /** {@return the text of the description, with its comments} */
  public String description() {
    return new String(bytes().unsafeBytes(), StandardCharsets.UTF_8);
  }

  /** {@return the network} */
  public NetworkTopology network() {
    try {
      return TopologyFile.parse(file(), bytes());
    } catch (TopologyException e) {
      throw new IllegalStateException(e);
    }
  }

  private String file() {
    return name + ".yml";
  }

  private ByteString bytes() {
    try (InputStream resource = ShippedTopology.class.getResourceAsStream(file())) {
      return ByteString.owning(resource.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
