package org.waymark.world;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.runtime.DatagramHandler;
import org.waymark.runtime.Datagrams;

/**
 * The underlay network of a world, whose links can be cut. Datagrams into or out of a cut end are
 * silently lost. Callable from any thread.
 */
final class Links implements Datagrams {
  private final Datagrams underlay;
  private final Set<InetSocketAddress> cut = ConcurrentHashMap.newKeySet();

  Links(Datagrams underlay) {
    this.underlay = underlay;
  }

  /** Cuts the link that ends at the address. */
  void cut(InetSocketAddress end) {
    cut.add(end);
  }

  /** Restores the link that ends at the address. */
  void restore(InetSocketAddress end) {
    cut.remove(end);
  }

  @Override
  public DatagramEndpoint open(InetSocketAddress local, DatagramHandler handler)
      throws IOException {
    DatagramEndpoint endpoint =
        underlay.open(
            local,
            (payload, from) -> {
              if (!isLost(local, from)) {
                handler.received(payload, from);
              }
            });
    return new Cuttable(endpoint);
  }

  private boolean isLost(InetSocketAddress one, InetSocketAddress other) {
    return !cut.isEmpty() && (cut.contains(one) || cut.contains(other));
  }

  private final class Cuttable implements DatagramEndpoint {
    private final DatagramEndpoint endpoint;

    Cuttable(DatagramEndpoint endpoint) {
      this.endpoint = endpoint;
    }

    @Override
    public InetSocketAddress local() {
      return endpoint.local();
    }

    @Override
    public void send(ByteBuffer payload, InetSocketAddress to) {
      if (isLost(local(), to)) {
        payload.position(payload.limit());
      } else {
        endpoint.send(payload, to);
      }
    }

    @Override
    public long unsent() {
      return endpoint.unsent();
    }

    @Override
    public void close() {
      endpoint.close();
    }
  }
}
