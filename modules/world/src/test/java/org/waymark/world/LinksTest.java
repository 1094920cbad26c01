package org.waymark.world;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedNetwork;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;

class LinksTest {
  private static final InetSocketAddress ONE = new InetSocketAddress("127.0.0.1", 1_001);
  private static final InetSocketAddress OTHER = new InetSocketAddress("127.0.0.2", 1_002);
  private static final InetSocketAddress THIRD = new InetSocketAddress("127.0.0.2", 1_003);

  private final RecordedFaults faults = new RecordedFaults();
  private final SimulatedTimers timers =
      new SimulatedTimers(new VirtualClock(1_520_000_000_000L), 1, faults);
  private final Links links =
      new Links(new SimulatedNetwork(timers, 1, NetworkConditions.GOOD, faults));
  private final List<String> received = new ArrayList<>();
  private final DatagramEndpoint one = open(ONE);
  private final DatagramEndpoint other = open(OTHER);
  private final DatagramEndpoint third = open(THIRD);

  LinksTest() throws IOException {}

  private DatagramEndpoint open(InetSocketAddress address) throws IOException {
    return links.open(
        address, (datagram, from) -> received.add(from.getPort() + " to " + address.getPort()));
  }

  private List<String> sendAll() {
    received.clear();
    send(one, OTHER);
    send(other, ONE);
    send(third, ONE);
    send(third, OTHER);
    timers.runForMs(10);
    return List.copyOf(received);
  }

  private static void send(DatagramEndpoint from, InetSocketAddress to) {
    ByteBuffer datagram = ByteBuffer.allocate(3);
    from.send(datagram, to);
    assertEquals(0, datagram.remaining());
  }

  @Test
  void cutLinkCarriesNothingEitherWayUntilItIsRestored() {
    List<String> all = List.of("1001 to 1002", "1002 to 1001", "1003 to 1001", "1003 to 1002");
    assertEquals(all, sendAll());
    links.cut(ONE);
    assertEquals(List.of("1003 to 1002"), sendAll());
    links.restore(ONE);
    assertEquals(all, sendAll());
    assertEquals(0, one.unsent());
  }

  @Test
  void whatIsUnderWayWhenTheLinkIsCutIsLost() {
    send(one, OTHER);
    links.cut(OTHER);
    timers.runForMs(10);
    assertEquals(List.of(), received);
  }
}
