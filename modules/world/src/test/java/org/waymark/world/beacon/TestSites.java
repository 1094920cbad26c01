package org.waymark.world.beacon;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.waymark.edge.config.AsSettings;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.Topology;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.segment.IsdAs;
import org.waymark.world.site.Site;

/**
 * The ASes of a network, created in memory instead of being read from start-up files. Each of them
 * has its own chain and the first TRC of every ISD.
 */
final class TestSites {
  static final int PORT = 30_041;
  static final int ROUTER = 1;
  static final int BEACON_SERVER = 2;
  static final int CERTIFICATE_SERVER = 3;
  static final int PATH_SERVER = 11;

  /** Periods and lifetimes in seconds. */
  record Times(int propagate, int register, int segmentTtl, int treeTtl) {
    static final Times SHORT = new Times(5, 5, 600, 600);
  }

  private TestSites() {}

  static SortedMap<IsdAs, Site> of(Network network, Times times) {
    SortedMap<IsdAs, Site> sites = new TreeMap<>();
    for (NetworkTopology.As as : network.topology().ases().values()) {
      sites.put(as.ia(), site(network, as, times));
    }
    return sites;
  }

  private static Site site(Network network, NetworkTopology.As as, Times times) {
    AsSettings settings =
        new AsSettings(
            Optional.of(network.trust().keys(as.ia()).master()),
            times.propagate,
            times.register,
            true,
            1,
            times.segmentTtl,
            times.treeTtl);
    return new Site(
        topology(network.topology(), as),
        settings,
        new CertificateFolder(network.trust().trcs(), List.of(network.trust().chain(as.ia()))),
        network.trust().keys(as.ia()).signing(1));
  }

  private static Topology topology(NetworkTopology network, NetworkTopology.As as) {
    SortedMap<Integer, Topology.Interface> interfaces = new TreeMap<>();
    for (NetworkTopology.Interface link : as.interfaces().values()) {
      interfaces.put(
          (int) link.id(),
          new Topology.Interface(
              address(network, as.ia(), ROUTER),
              link.neighbour(),
              Topology.LinkType.valueOf(link.linkType().name()),
              link.mtu(),
              Optional.empty()));
    }
    return new Topology(
        as.ia(),
        as.core(),
        as.mtu(),
        Map.of("bs", server(network, as.ia(), BEACON_SERVER)),
        Map.of("cs", server(network, as.ia(), CERTIFICATE_SERVER)),
        Map.of("ps", server(network, as.ia(), PATH_SERVER)),
        interfaces);
  }

  private static Topology.Server server(NetworkTopology network, IsdAs ia, int host) {
    return new Topology.Server(address(network, ia, host), Optional.empty());
  }

  /** {@return the address of a host, whose last byte is the host number} */
  static InetSocketAddress address(NetworkTopology network, IsdAs ia, int host) {
    int place = network.ases().headMap(ia).size();
    return new InetSocketAddress(
        "127.%d.%d.%d".formatted(16 + place / 200, place % 200 + 1, host), PORT);
  }
}
