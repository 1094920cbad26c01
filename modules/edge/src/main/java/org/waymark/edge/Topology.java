package org.waymark.edge;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.waymark.segment.IsdAs;

/**
 * The parts of {@code topology.json} a path server needs (spec 3).
 *
 * @param pathServers addresses by id
 * @param firstHops where packets leave to
 */
public record Topology(
    IsdAs ia, boolean core, Map<String, InetSocketAddress> pathServers, FirstHops firstHops) {

  public Topology {
    pathServers = Map.copyOf(pathServers);
  }

  /** {@return the address of the path server with the id} */
  public Optional<InetSocketAddress> pathServer(String id) {
    return Optional.ofNullable(pathServers.get(id));
  }

  /**
   * {@return what the file says}
   *
   * @throws StartupException when it cannot be read, a key is missing or a value is of the wrong
   *     kind
   */
  public static Topology read(Path file) throws StartupException {
    return of(SettingsFile.json(file));
  }

  /**
   * {@return what the content of a file says}
   *
   * @param name for messages
   * @throws StartupException when a key is missing or a value is of the wrong kind
   */
  public static Topology of(String name, JsonNode content) throws StartupException {
    return of(SettingsFile.of(Path.of(name), content));
  }

  private static Topology of(SettingsFile settings) throws StartupException {
    IsdAs ia = settings.parsed("ISD_AS", "an ISD-AS like 1-11", IsdAs::parse);
    Map<String, InetSocketAddress> pathServers = new HashMap<>();
    for (Map.Entry<String, JsonNode> server : settings.object("PathService").properties()) {
      String key = "PathService." + server.getKey();
      pathServers.put(server.getKey(), settings.publicAddress(key, server.getValue()));
    }
    return new Topology(ia, settings.flag("Core"), pathServers, FirstHops.read(settings, ia));
  }
}
