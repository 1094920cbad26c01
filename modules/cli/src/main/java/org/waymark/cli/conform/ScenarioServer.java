package org.waymark.cli.conform;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.waymark.segment.IsdAs;

/**
 * The server that a scenario is about.
 *
 * @param topology its {@code topology.json}
 * @param master whether it holds the lease
 */
record ScenarioServer(
    IsdAs ia,
    String id,
    boolean core,
    InetSocketAddress address,
    boolean master,
    VectorCase topology) {

  /**
   * @param ases of the network by ISD-AS
   */
  static ScenarioServer of(VectorCase server, Map<String, VectorCase> ases) {
    IsdAs ia = server.ia("ia");
    VectorCase about = ases.get(ia.toString());
    if (about == null) {
      throw new UnreadableException("its AS " + ia + " is not in the network");
    }
    return new ScenarioServer(
        ia,
        server.text("id"),
        server.text("role").equals("core"),
        new InetSocketAddress(server.text("address"), server.smallNumber("port")),
        server.flag("isMaster"),
        about.part("topologyJson"));
  }

  /** {@return the same server without the lease, as another replica of its AS} */
  ScenarioServer other() {
    return new ScenarioServer(ia, id + "-other", core, address, false, topology);
  }

  /** {@return whether a message goes to a server of the own AS of one kind} */
  boolean isOwnServer(String service, SentMessage message) {
    return message.dstIa().equals(ia.toString())
        && addresses(service).anyMatch(message.destination()::equals);
  }

  /** {@return the UDP address of the border router by which packets leave over an interface} */
  String router(int interfaceId) {
    VectorCase routers = topology.part("BorderRouters");
    for (String id : names(routers)) {
      VectorCase router = routers.part(id);
      VectorCase interfaces = router.part("Interfaces");
      String name = Integer.toString(interfaceId);
      if (interfaces.has(name)) {
        VectorCase internal =
            router
                .parts("InternalAddrs")
                .get(interfaces.part(name).smallNumber("InternalAddrIdx"))
                .parts("Public")
                .getFirst();
        return text(internal);
      }
    }
    throw new UnreadableException("the AS " + ia + " has no interface " + interfaceId);
  }

  private static List<String> names(VectorCase parts) {
    return parts.json().properties().stream().map(Map.Entry::getKey).toList();
  }

  private static String text(VectorCase address) {
    return address.text("Addr") + ":" + address.smallNumber("L4Port");
  }

  private Stream<String> addresses(String service) {
    if (!topology.has(service)) {
      return Stream.empty();
    }
    VectorCase servers = topology.part(service);
    return names(servers).stream()
        .flatMap(id -> servers.part(id).parts("Public").stream())
        .map(ScenarioServer::text);
  }
}
