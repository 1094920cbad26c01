package org.waymark.world.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.edge.config.Topology;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.runtime.DatagramHandler;
import org.waymark.runtime.Datagrams;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.world.folder.Sites;
import org.waymark.world.folder.WorldSettings;
import org.waymark.world.site.DropCounts;

class RouterSocketsTest {
  /** Opens two endpoints, and fails to open a third. */
  private static final class TwoDatagrams implements Datagrams {
    private final OutOfMemoryError error = new OutOfMemoryError("direct buffer memory");
    private final List<InetSocketAddress> open = new ArrayList<>();

    @Override
    public DatagramEndpoint open(InetSocketAddress local, DatagramHandler handler) {
      if (open.size() == 2) {
        throw error;
      }
      open.add(local);
      return new DatagramEndpoint() {
        @Override
        public InetSocketAddress local() {
          return local;
        }

        @Override
        public long unsent() {
          return 0;
        }

        @Override
        public void send(ByteBuffer datagram, InetSocketAddress to) {}

        @Override
        public void close() {
          open.remove(local);
        }
      };
    }
  }

  @Test
  void errorWhileSocketsAreOpenedLeavesNoneOpen() {
    VirtualClock clock = new VirtualClock(RouterWorld.NOW_MS);
    Topology topology =
        Sites.of(new TestPaths(clock).topology(), WorldSettings.of(TestPaths.SEED), clock)
            .get(IsdAs.parse("1-11"))
            .topology();
    TwoDatagrams datagrams = new TwoDatagrams();
    Error thrown =
        assertThrows(
            OutOfMemoryError.class,
            () ->
                new RouterSockets(
                    topology,
                    datagrams,
                    new DropCounts(),
                    (datagram, from) -> {},
                    (ingress, datagram, from) -> {}));
    assertSame(datagrams.error, thrown);
    assertEquals(List.of(), datagrams.open);
  }
}
