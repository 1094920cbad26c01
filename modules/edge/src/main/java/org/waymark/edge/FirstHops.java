package org.waymark.edge;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.waymark.segment.IsdAs;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.ScionPacket;

/**
 * Where the packets that leave a host of an AS go first, by the topology of the AS (spec 2.2, 3):
 * to the border router of the interface that the path leads out by; without a path to the
 * destination itself, or the first listed server of a service, at {@link #HOST_PORT}.
 *
 * @param borderRouters internal addresses by interface
 * @param servers IP addresses by service, the first listed of each
 */
public record FirstHops(
    IsdAs ia,
    Map<Integer, InetSocketAddress> borderRouters,
    Map<HostAddress.Service, InetAddress> servers) {
  /** The UDP port at which every host takes SCION packets. */
  public static final int HOST_PORT = 30_041;

  private static final int MAX_INTERFACE = 4_095;

  private static final Map<String, HostAddress.Service> SERVICES =
      Map.of(
          "BeaconService", HostAddress.Service.BEACON,
          "PathService", HostAddress.Service.PATH,
          "CertificateService", HostAddress.Service.CERTIFICATE,
          "SibraService", HostAddress.Service.SIBRA);

  public FirstHops {
    borderRouters = Map.copyOf(borderRouters);
    servers = Map.copyOf(servers);
  }

  /**
   * {@return where to send the packet, or nothing when it cannot leave: no such interface here, no
   * server of the service, or another AS without a path}
   */
  public Optional<InetSocketAddress> of(ScionPacket packet) {
    OptionalInt leaving = packet.path().firstInterface();
    if (leaving.isPresent()) {
      return Optional.ofNullable(borderRouters.get(leaving.getAsInt()));
    }
    if (!packet.destination().ia().equals(ia)) {
      return Optional.empty();
    }
    Optional<InetAddress> host =
        packet.destination().host() instanceof HostAddress.Service service
            ? Optional.ofNullable(servers.get(service.anycast()))
            : packet.destination().host().ip();
    return host.map(ip -> new InetSocketAddress(ip, HOST_PORT));
  }

  static FirstHops read(SettingsFile topology, IsdAs ia) throws StartupException {
    Map<Integer, InetSocketAddress> borderRouters = new HashMap<>();
    for (Map.Entry<String, JsonNode> router : topology.object("BorderRouters").properties()) {
      putInterfaces(topology, "BorderRouters." + router.getKey(), router.getValue(), borderRouters);
    }
    Map<HostAddress.Service, InetAddress> servers = new HashMap<>();
    for (Map.Entry<String, HostAddress.Service> service : SERVICES.entrySet()) {
      for (Map.Entry<String, JsonNode> server : topology.object(service.getKey()).properties()) {
        InetSocketAddress address =
            topology.publicAddress(service.getKey() + "." + server.getKey(), server.getValue());
        servers.putIfAbsent(service.getValue(), address.getAddress());
      }
    }
    return new FirstHops(ia, borderRouters, servers);
  }

  private static void putInterfaces(
      SettingsFile topology,
      String key,
      JsonNode router,
      Map<Integer, InetSocketAddress> borderRouters)
      throws StartupException {
    JsonNode addresses = router.path("InternalAddrs");
    JsonNode links = router.path("Interfaces");
    if (!links.isObject()) {
      throw topology.wrong(key + ".Interfaces", links.toString(), "interfaces by number");
    }
    for (Map.Entry<String, JsonNode> link : links.properties()) {
      String linkKey = key + ".Interfaces." + link.getKey();
      int id =
          topology.parsedName(
              linkKey, link.getKey(), "a number in 1..4095", FirstHops::interfaceId);
      int index =
          topology.number(
              linkKey + ".InternalAddrIdx",
              link.getValue().path("InternalAddrIdx"),
              0,
              Math.max(0, addresses.size() - 1));
      InetSocketAddress address =
          topology.publicAddress(key + ".InternalAddrs[" + index + "]", addresses.path(index));
      if (borderRouters.put(id, address) != null) {
        throw topology.wrong(linkKey, "there twice", "one border router for an interface");
      }
    }
  }

  private static int interfaceId(String text) {
    int id = Integer.parseInt(text);
    if (id < 1 || id > MAX_INTERFACE) {
      throw new IllegalArgumentException(text);
    }
    return id;
  }
}
