package org.waymark.world.router;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.waymark.edge.config.Topology;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.runtime.DatagramHandler;
import org.waymark.runtime.Datagrams;
import org.waymark.runtime.LateHandler;
import org.waymark.runtime.Opening;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.world.site.DropCounts;

/**
 * The sockets of a border router: one inside its AS, and one for each link. Callable from any
 * thread.
 */
final class RouterSockets implements AutoCloseable {
  private final List<Opened> opened = new ArrayList<>();
  private final SortedMap<Integer, Link> links = new TreeMap<>();
  private final DatagramEndpoint internal;

  private record Link(DatagramEndpoint endpoint, InetSocketAddress remote) {}

  /** An endpoint, and the handler that receives its datagrams once all endpoints are open. */
  private record Opened(DatagramEndpoint endpoint, LateHandler late, DatagramHandler handler) {}

  /** Receives datagrams from the neighbours, on the receive threads of the sockets. */
  interface LinkHandler {
    /**
     * @param ingress the interface of the link
     * @param datagram the content, valid until the call returns
     */
    void received(int ingress, ByteBuffer datagram, InetSocketAddress from);
  }

  /**
   * Opens all sockets, which receive nothing until {@link #begin} is called.
   *
   * @param drops the counter of datagrams that arrive at the socket of a link but not from its
   *     other end
   * @throws IOException if one of the addresses cannot be bound; the message says why. In that
   *     case, no address is bound
   * @throws IllegalArgumentException if the AS has several border routers, or the topology lacks
   *     the addresses of a link
   */
  RouterSockets(
      Topology topology,
      Datagrams datagrams,
      DropCounts drops,
      DatagramHandler fromInside,
      LinkHandler fromLink)
      throws IOException {
    InetSocketAddress address = internalAddress(topology);
    try (Opening opening = new Opening(this::close)) {
      internal = open(datagrams, address, fromInside);
      for (Map.Entry<Integer, Topology.Interface> one : topology.interfaces().entrySet()) {
        int id = one.getKey();
        Topology.LinkEnds ends = ends(topology, id, one.getValue());
        DatagramHandler handler =
            (datagram, from) -> {
              if (from.equals(ends.remote())) {
                fromLink.received(id, datagram, from);
              } else {
                drops.count("not-from-the-link");
              }
            };
        links.put(id, new Link(open(datagrams, ends.local(), handler), ends.remote()));
      }
      opening.succeeded();
    }
  }

  /**
   * {@return the internal address of the only border router of the AS}
   *
   * @throws IllegalArgumentException if there are several
   */
  static InetSocketAddress internalAddress(Topology topology) {
    List<InetSocketAddress> addresses =
        topology.interfaces().values().stream().map(Topology.Interface::router).distinct().toList();
    if (addresses.size() != 1) {
      throw new IllegalArgumentException(
          topology.ia() + " must have one border router, has " + addresses.size());
    }
    return addresses.getFirst();
  }

  private static Topology.LinkEnds ends(Topology topology, int id, Topology.Interface one) {
    return one.link()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "interface " + id + " of " + topology.ia() + " lacks Public and Remote"));
  }

  private DatagramEndpoint open(
      Datagrams datagrams, InetSocketAddress address, DatagramHandler handler) throws IOException {
    LateHandler late = new LateHandler();
    DatagramEndpoint endpoint = datagrams.open(address, late);
    opened.add(new Opened(endpoint, late, handler));
    return endpoint;
  }

  /** Starts passing received datagrams to the handlers. */
  void begin() {
    opened.forEach(one -> one.late.handTo(one.handler));
  }

  /** {@return the interfaces that have a link, in ascending order} */
  Set<Integer> interfaces() {
    return Collections.unmodifiableSet(links.keySet());
  }

  /** Sends a packet to a host of the AS. */
  void inside(ScionPacket packet, InetSocketAddress host) {
    internal.send(PacketCodec.encode(packet), host);
  }

  /**
   * Sends a packet over a link.
   *
   * @param interfaceId one of {@link #interfaces}
   */
  void over(int interfaceId, ScionPacket packet) {
    Link link = links.get(interfaceId);
    link.endpoint.send(PacketCodec.encode(packet), link.remote);
  }

  /** Releases the addresses. */
  @Override
  public void close() {
    opened.forEach(one -> one.endpoint.close());
  }
}
