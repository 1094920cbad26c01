package org.waymark.world.folder;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.waymark.edge.udp.FirstHop;
import org.waymark.fixtures.AddressPlan;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.segment.IsdAs;

/**
 * The addresses of a world on one machine. Every AS has its own network within 127.0.0.0/8. Every
 * server and host has its own IP address in this network and uses the dispatcher's port, so that
 * the first hop of PROTOCOL 2.2 reaches it without a dispatcher. In an AS with a dispatcher, the
 * replicas of the path server share the dispatcher's address and have different ports.
 *
 * <pre>
 *   127 . b + n / 200 . n % 200 + 1 . h        b: 16, or {@link WorldSettings#loopback}
 *                                             n: the index of the AS in order of ISD-AS, from 0
 *
 *   h = 1   border router; its end of the link of interface i is the same address, port 31000 + i
 *   h = 2   beacon server
 *   h = 3   certificate server
 *   h = 5   a host
 *   h = 10 + k   replica k of the path server, from 1; behind a dispatcher h = 11, port 30250 + k
 * </pre>
 *
 * <p>Immutable; callable from any thread.
 */
public final class LoopbackPlan implements AddressPlan {
  private static final int ROUTER = 1;
  private static final int BEACON_SERVER = 2;
  private static final int CERTIFICATE_SERVER = 3;
  private static final int HOST = 5;
  private static final int BEFORE_REPLICAS = 10;
  private static final int LINK_PORT = 31_000;
  private static final int BEFORE_REPLICA_PORTS = 30_250;
  private static final int ASES_PER_SECOND_BYTE = 200;

  private final Map<IsdAs, Integer> places = new HashMap<>();
  private final WorldSettings settings;

  /**
   * Plans the addresses of a network.
   *
   * @throws IllegalArgumentException if there are more ASes than addresses, or if the settings
   *     request a dispatcher for an AS that is not in the network
   */
  public LoopbackPlan(NetworkTopology topology, WorldSettings settings) {
    int maxAses = (256 - settings.loopback()) * ASES_PER_SECOND_BYTE;
    if (topology.ases().size() > maxAses) {
      throw new IllegalArgumentException(
          "a world whose addresses start at 127.%d.1.1 can have at most %d ASes, got %d"
              .formatted(settings.loopback(), maxAses, topology.ases().size()));
    }
    this.settings = settings;
    topology.ases().keySet().forEach(ia -> places.put(ia, places.size()));
    settings.behindDispatcher().forEach(this::place);
  }

  @Override
  public SortedMap<String, InetSocketAddress> pathServers(IsdAs ia) {
    SortedMap<String, InetSocketAddress> replicas = new TreeMap<>();
    boolean oneHost = settings.behindDispatcher().contains(ia);
    for (int k = 1; k <= settings.replicasPerAs(); k++) {
      replicas.put(
          replicaId(ia, k),
          oneHost
              ? address(ia, BEFORE_REPLICAS + 1, BEFORE_REPLICA_PORTS + k)
              : server(ia, BEFORE_REPLICAS + k));
    }
    return replicas;
  }

  /** {@return the id of the k-th replica, counted from 1, of the path server of an AS} */
  public static String replicaId(IsdAs ia, int k) {
    return "ps" + ia + "-" + k;
  }

  @Override
  public InetSocketAddress beaconServer(IsdAs ia) {
    return server(ia, BEACON_SERVER);
  }

  @Override
  public InetSocketAddress certificateServer(IsdAs ia) {
    return server(ia, CERTIFICATE_SERVER);
  }

  /** {@return the address of the host of an AS, which requests paths and answers echo requests} */
  public InetSocketAddress host(IsdAs ia) {
    return server(ia, HOST);
  }

  /** {@return the internal address of the only border router of an AS} */
  public InetSocketAddress borderRouter(IsdAs ia) {
    return server(ia, ROUTER);
  }

  @Override
  public InetSocketAddress borderRouter(IsdAs ia, long interfaceId) {
    return borderRouter(ia);
  }

  @Override
  public InetSocketAddress linkEnd(IsdAs ia, long interfaceId) {
    return address(ia, ROUTER, LINK_PORT + (int) interfaceId);
  }

  private InetSocketAddress server(IsdAs ia, int host) {
    return address(ia, host, FirstHop.DISPATCHER_PORT);
  }

  private int place(IsdAs ia) {
    Integer place = places.get(ia);
    if (place == null) {
      throw new IllegalArgumentException("the network has no AS " + ia);
    }
    return place;
  }

  private InetSocketAddress address(IsdAs ia, int host, int port) {
    int place = place(ia);
    int second = settings.loopback() + place / ASES_PER_SECOND_BYTE;
    int third = place % ASES_PER_SECOND_BYTE + 1;
    return new InetSocketAddress("127.%d.%d.%d".formatted(second, third, host), port);
  }
}
