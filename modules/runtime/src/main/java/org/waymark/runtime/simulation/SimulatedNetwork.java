package org.waymark.runtime.simulation;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.runtime.DatagramHandler;
import org.waymark.runtime.Datagrams;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.SocketAddresses;

/**
 * An in-memory network that loses, delays, repeats and reorders datagrams as determined by a seed.
 *
 * <p>Addresses are just names. An endpoint may bind any address, and a datagram is delivered to the
 * endpoint that is bound to exactly the datagram's destination when it arrives. Handlers run as
 * timer tasks, that is, on the thread that drives the simulation. Not thread-safe.
 */
public final class SimulatedNetwork implements Datagrams {
  /** The largest payload that fits into an IPv4 datagram. */
  private static final int MAX_PAYLOAD_BYTES = 65_507;

  private static final int FIRST_FREE_PORT = 32_768;
  private static final int LAST_PORT = 65_535;
  private static final long MS_NS = 1_000_000;

  private final SimulatedTimers timers;
  private final SplittableRandom random;
  private final FaultHandler faults;
  private final Map<InetSocketAddress, Endpoint> bound = new HashMap<>();
  private final Set<InetAddress> isolated = new HashSet<>();
  private final Set<InetSocketAddress> silenced = new HashSet<>();
  private NetworkConditions conditions;
  private long lost;
  private long delivered;

  public SimulatedNetwork(
      SimulatedTimers timers, long seed, NetworkConditions conditions, FaultHandler faults) {
    this.timers = timers;
    this.random = new SplittableRandom(seed);
    this.conditions = conditions;
    this.faults = faults;
  }

  @Override
  public DatagramEndpoint open(InetSocketAddress local, DatagramHandler handler)
      throws IOException {
    InetSocketAddress address = local.getPort() == 0 ? free(local.getAddress()) : local;
    Endpoint endpoint = new Endpoint(address, handler);
    if (bound.putIfAbsent(address, endpoint) != null) {
      throw new BindException(
          "cannot bind "
              + address
              + ": the address is in use; close the endpoint that uses it or choose another port");
    }
    return endpoint;
  }

  private InetSocketAddress free(InetAddress host) throws BindException {
    for (int port = FIRST_FREE_PORT; port <= LAST_PORT; port++) {
      InetSocketAddress address = new InetSocketAddress(host, port);
      if (!bound.containsKey(address)) {
        return address;
      }
    }
    throw new BindException("cannot bind any port of " + host + ": all are in use");
  }

  /** Changes the conditions for all datagrams sent from now on. */
  public void become(NetworkConditions conditions) {
    this.conditions = conditions;
  }

  /** Cuts a host off: no datagram leaves or reaches the host, not even those already in transit. */
  public void isolate(InetAddress host) {
    isolated.add(host);
  }

  /** Reconnects a host that was cut off. */
  public void reconnect(InetAddress host) {
    isolated.remove(host);
  }

  /** Drops every datagram sent from an address from now on. The address can still receive. */
  public void silence(InetSocketAddress address) {
    silenced.add(address);
  }

  /**
   * {@return the number of datagrams, including duplicates, that were lost or reached no endpoint}
   */
  public long lost() {
    return lost;
  }

  /** {@return the number of copies that reached a handler} */
  public long delivered() {
    return delivered;
  }

  private void carry(byte[] payload, InetSocketAddress from, InetSocketAddress to) {
    if (random.nextDouble() < conditions.loss()
        || isolated.contains(from.getAddress())
        || silenced.contains(from)) {
      lost++;
      return;
    }
    carryCopy(payload, from, to);
    if (random.nextDouble() < conditions.repetition()) {
      carryCopy(payload, from, to);
    }
  }

  private void carryCopy(byte[] payload, InetSocketAddress from, InetSocketAddress to) {
    long minNs = conditions.minDelayMs() * MS_NS;
    long maxNs = conditions.maxDelayMs() * MS_NS;
    long delayNs = random.nextLong(minNs, maxNs + 1);
    if (random.nextDouble() < conditions.reordering()) {
      delayNs += maxNs;
    }
    timers.arriveAfter(delayNs, () -> arrive(payload, from, to));
  }

  private void arrive(byte[] payload, InetSocketAddress from, InetSocketAddress to) {
    Endpoint endpoint = bound.get(to);
    if (endpoint == null || isolated.contains(to.getAddress())) {
      lost++;
      return;
    }
    delivered++;
    try {
      // Every arrival gets its own copy, because handlers may write into their buffer.
      endpoint.handler.received(ByteBuffer.wrap(payload.clone()), from);
    } catch (Throwable e) {
      faults.fault(
          "Failed to handle a datagram from "
              + SocketAddresses.text(from)
              + "; continuing to receive",
          e);
    }
  }

  private final class Endpoint implements DatagramEndpoint {
    private final InetSocketAddress local;
    private final DatagramHandler handler;
    private long unsent;
    private boolean closed;

    Endpoint(InetSocketAddress local, DatagramHandler handler) {
      this.local = local;
      this.handler = handler;
    }

    @Override
    public InetSocketAddress local() {
      return local;
    }

    @Override
    public void send(ByteBuffer payload, InetSocketAddress to) {
      byte[] copy = new byte[payload.remaining()];
      payload.get(copy);
      if (closed || copy.length > MAX_PAYLOAD_BYTES) {
        unsent++;
        return;
      }
      carry(copy, local, to);
    }

    @Override
    public long unsent() {
      return unsent;
    }

    @Override
    public void close() {
      closed = true;
      bound.remove(local, this);
    }
  }
}
