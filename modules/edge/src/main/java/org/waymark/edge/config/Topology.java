package org.waymark.edge.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.waymark.segment.HopField;
import org.waymark.segment.IsdAs;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.ScionAddress;

/**
 * The parts of {@code topology.json} (PROTOCOL 3) that a path server needs: the servers of the AS,
 * and the border router of each interface.
 *
 * <p>The ends of links matter only to border routers and may be missing. {@code Overlay}, {@code
 * Bandwidth} and the ZooKeeper settings are ignored.
 *
 * @param mtu the MTU inside the AS, in bytes
 * @param beaconServers the beacon servers by id, in the order of the file; the maps of the other
 *     servers have the same form
 * @param interfaces the interfaces by id
 */
public record Topology(
    IsdAs ia,
    boolean core,
    int mtu,
    Map<String, Server> beaconServers,
    Map<String, Server> certificateServers,
    Map<String, Server> pathServers,
    SortedMap<Integer, Interface> interfaces) {

  private static final int MAX_MTU = 0xffff;

  public Topology {
    beaconServers = inOrder(beaconServers);
    certificateServers = inOrder(certificateServers);
    pathServers = inOrder(pathServers);
    interfaces = Collections.unmodifiableSortedMap(new TreeMap<>(interfaces));
  }

  /**
   * A server of the AS.
   *
   * @param address the address to which others send
   * @param bind the address of its socket, if different
   */
  public record Server(InetSocketAddress address, Optional<InetSocketAddress> bind) {
    /** {@return the address of the server's socket} */
    public InetSocketAddress socket() {
      return bind.orElse(address);
    }

    /** {@return the server's address in SCION packets, which has no port} */
    public ScionAddress scionAddress(IsdAs ia) {
      return new ScionAddress(ia, HostAddress.of(address.getAddress()));
    }
  }

  /** The role of the neighbour on a link, as seen from the local AS. */
  public enum LinkType {
    PARENT,
    CHILD,
    PEER,
    CORE
  }

  /**
   * The local end of a link.
   *
   * @param router the internal address of the border router that forwards packets leaving by this
   *     interface
   * @param mtu the MTU of the link, in bytes
   * @param link the addresses of both ends of the link, if the file has them
   */
  public record Interface(
      InetSocketAddress router,
      IsdAs neighbour,
      LinkType linkType,
      int mtu,
      Optional<LinkEnds> link) {}

  /**
   * The addresses of the two ends of a link.
   *
   * @param local the address of the local AS's border router
   * @param remote the address of the neighbour's border router
   */
  public record LinkEnds(InetSocketAddress local, InetSocketAddress remote) {}

  /**
   * {@return a copy of this topology with only these path servers, in this order}
   *
   * @throws IllegalArgumentException if this topology does not list one of these path servers
   */
  public Topology withPathServers(List<String> ids) {
    Map<String, Server> listed = new LinkedHashMap<>();
    for (String id : ids) {
      if (!pathServers.containsKey(id)) {
        throw new IllegalArgumentException(
            ia + " has no path server " + id + ", only " + pathServers.keySet());
      }
      listed.put(id, pathServers.get(id));
    }
    return new Topology(ia, core, mtu, beaconServers, certificateServers, listed, interfaces);
  }

  /** {@return the path server with the id, if there is one} */
  public Optional<Server> pathServer(String id) {
    return Optional.ofNullable(pathServers.get(id));
  }

  /** {@return the certificate server to query, which is the first in the file} */
  public Optional<Server> certificateServer() {
    return certificateServers.values().stream().findFirst();
  }

  /** {@return the border router of the interface; empty if the AS has no such interface} */
  public Optional<InetSocketAddress> router(int interfaceId) {
    return Optional.ofNullable(interfaces.get(interfaceId)).map(Interface::router);
  }

  /**
   * Reads the topology from a file.
   *
   * @return the topology
   * @throws StartupException if the file cannot be read, a key is missing or a value has the wrong
   *     type
   */
  public static Topology read(Path file) throws StartupException {
    return of(SettingsFile.json(file));
  }

  /**
   * Extracts the topology from the parsed content of a file.
   *
   * @param name the file name to show in messages
   * @return the topology
   * @throws StartupException if a key is missing or a value has the wrong type
   */
  public static Topology of(String name, JsonNode content) throws StartupException {
    return of(SettingsFile.of(Path.of(name), content));
  }

  private static Topology of(SettingsFile settings) throws StartupException {
    return new Topology(
        settings.parsed("ISD_AS", "an ISD-AS like 1-11", IsdAs::parse),
        settings.flag("Core"),
        settings.number("MTU", 1, MAX_MTU),
        servers(settings, "BeaconService"),
        servers(settings, "CertificateService"),
        servers(settings, "PathService"),
        interfaces(settings));
  }

  private static Map<String, Server> servers(SettingsFile settings, String service)
      throws StartupException {
    Map<String, Server> servers = new LinkedHashMap<>();
    for (Map.Entry<String, SettingsFile> server : settings.parts(service).entrySet()) {
      servers.put(server.getKey(), server(server.getValue()));
    }
    return servers;
  }

  private static Server server(SettingsFile server) throws StartupException {
    InetSocketAddress address = server.list("Public").getFirst().address();
    return new Server(
        address,
        server.has("Bind")
            ? Optional.of(server.list("Bind").getFirst().address())
            : Optional.empty());
  }

  private static SortedMap<Integer, Interface> interfaces(SettingsFile settings)
      throws StartupException {
    SortedMap<Integer, Interface> interfaces = new TreeMap<>();
    for (SettingsFile router : settings.parts("BorderRouters").values()) {
      List<InetSocketAddress> internal = internalAddresses(router);
      for (Map.Entry<String, SettingsFile> link : router.parts("Interfaces").entrySet()) {
        String key = "Interfaces." + link.getKey();
        int id = router.parsedName(key, link.getKey(), "an interface", Topology::interfaceId);
        if (interfaces.put(id, link(link.getValue(), internal)) != null) {
          throw router.wrong(key, "listed twice", "one border router per interface");
        }
      }
    }
    return interfaces;
  }

  private static List<InetSocketAddress> internalAddresses(SettingsFile router)
      throws StartupException {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (SettingsFile internal : router.list("InternalAddrs")) {
      addresses.add(internal.list("Public").getFirst().address());
    }
    return addresses;
  }

  private static int interfaceId(String text) {
    if (!text.matches("[1-9][0-9]{0,3}") || Integer.parseInt(text) > HopField.MAX_INTERFACE) {
      throw new IllegalArgumentException(text + " is not in 1.." + HopField.MAX_INTERFACE);
    }
    return Integer.parseInt(text);
  }

  private static Interface link(SettingsFile link, List<InetSocketAddress> internal)
      throws StartupException {
    return new Interface(
        internal.get(link.number("InternalAddrIdx", 0, internal.size() - 1)),
        link.parsed("ISD_AS", "an ISD-AS like 1-11", IsdAs::parse),
        link.parsed("LinkType", "PARENT, CHILD, PEER or CORE", LinkType::valueOf),
        link.number("MTU", 1, MAX_MTU),
        link.has("Public") && link.has("Remote")
            ? Optional.of(
                new LinkEnds(link.part("Public").address(), link.part("Remote").address()))
            : Optional.empty());
  }

  private static <K, V> Map<K, V> inOrder(Map<K, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
