package org.waymark.conform.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.waymark.conform.vector.UnreadableException;
import org.waymark.conform.vector.VectorCase;
import org.waymark.edge.config.StartupException;
import org.waymark.edge.config.Topology;
import org.waymark.segment.IsdAs;

/**
 * The server under test in a scenario.
 *
 * @param master whether the server holds the lease
 */
public record ScenarioServer(
    IsdAs ia,
    String id,
    boolean core,
    InetSocketAddress address,
    boolean master,
    Topology topology) {

  /**
   * Creates the server of a scenario.
   *
   * @param ases the ASes of the network by ISD-AS
   */
  public static ScenarioServer of(VectorCase server, Map<String, VectorCase> ases) {
    IsdAs ia = server.ia("ia");
    VectorCase as = ases.get(ia.toString());
    if (as == null) {
      throw new UnreadableException("its AS " + ia + " is not in the network");
    }
    return new ScenarioServer(
        ia,
        server.text("id"),
        server.text("role").equals("core"),
        new InetSocketAddress(server.text("address"), server.smallNumber("port")),
        server.flag("isMaster"),
        topology(as.part("topologyJson")));
  }

  /** Writes the topology to a file and reads that file, as a replica does. */
  private static Topology topology(VectorCase json) {
    try {
      Path file = Files.createTempFile("topology", ".json");
      try {
        Files.writeString(file, json.json().toString());
        return Topology.read(file);
      } finally {
        Files.delete(file);
      }
    } catch (StartupException e) {
      throw new UnreadableException("its topologyJson was rejected: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Creates another replica of the same AS, without the lease.
   *
   * @return the replica
   */
  ScenarioServer other() {
    return new ScenarioServer(ia, id + "-other", core, address, false, topology);
  }

  /** {@return the UDP address of the border router that sends packets over an interface} */
  public Optional<String> router(int interfaceId) {
    return topology.router(interfaceId).map(SentMessage::addressText);
  }

  /** {@return whether a message goes to a path server of the local AS} */
  public boolean isOwnPathServer(SentMessage message) {
    return isOwn(message, topology.pathServers().values());
  }

  /** {@return whether a message goes to a certificate server of the local AS} */
  public boolean isOwnCertificateServer(SentMessage message) {
    return isOwn(message, topology.certificateServers().values());
  }

  private boolean isOwn(SentMessage message, Collection<Topology.Server> servers) {
    return message.dstIa().equals(ia.toString())
        && servers.stream()
            .map(server -> SentMessage.addressText(server.address()))
            .anyMatch(message.destination()::equals);
  }
}
