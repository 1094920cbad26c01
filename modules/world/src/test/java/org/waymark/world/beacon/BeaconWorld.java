package org.waymark.world.beacon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.waymark.edge.Ports;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedNetwork;
import org.waymark.runtime.simulation.SimulatedStreams;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.trust.Ed25519;
import org.waymark.trust.SegmentVerifier;
import org.waymark.trust.VerifiedPrefixes;
import org.waymark.world.certificate.CertificateServer;
import org.waymark.world.site.Site;
import org.waymark.world.trust.TrustStore;

/** Beacon and certificate servers in virtual time, with stand-ins for routers and path servers. */
final class BeaconWorld {
  /** A time near the end of a window of 600 s; the next window begins at 1,520,000,400. */
  static final long START_MS = 1_520_000_123_000L;

  final VirtualClock clock = new VirtualClock(START_MS);
  final RecordedFaults faults = new RecordedFaults();
  final Ed25519 ed25519 = Ed25519.fastest();
  final Network network;
  final SortedMap<IsdAs, Site> sites;
  final SimulatedTimers timers;
  final SimulatedNetwork datagrams;
  final Ports ports;
  final TestRouters routers;
  final SegmentVerifier verifier;
  final SortedMap<IsdAs, TrustStore> trust = new TreeMap<>();
  final SortedMap<IsdAs, BeaconServer> beaconServers = new TreeMap<>();
  final SortedMap<IsdAs, CertificateServer> certificateServers = new TreeMap<>();
  final SortedMap<IsdAs, TestPathServer> pathServers = new TreeMap<>();

  BeaconWorld(NetworkTopology topology, long seed, TestSites.Times times, BeaconLimits limits)
      throws IOException {
    network = Network.of(topology, seed, clock);
    sites = TestSites.of(network, times);
    timers = new SimulatedTimers(clock, seed, faults);
    datagrams = new SimulatedNetwork(timers, seed, NetworkConditions.GOOD, faults);
    ports =
        new Ports(
            clock,
            timers,
            datagrams,
            new SimulatedStreams(timers, seed, faults),
            new SplittableRandom(seed),
            faults);
    verifier = new SegmentVerifier(ed25519, new VerifiedPrefixes(100_000), clock);
    routers = new TestRouters(topology, sites, ports);
    for (Site site : sites.values()) {
      IsdAs ia = site.ia();
      trust.put(ia, new TrustStore(site.certificates(), ed25519));
      pathServers.put(
          ia,
          new TestPathServer(site, TestSites.address(topology, ia, TestSites.PATH_SERVER), ports));
      certificateServers.put(ia, new CertificateServer(site, "cs", trust.get(ia), ports));
      beaconServers.put(ia, new BeaconServer(site, "bs", trust.get(ia), verifier, limits, ports));
    }
  }

  static BeaconWorld of(NetworkTopology topology, long seed) throws IOException {
    return new BeaconWorld(topology, seed, TestSites.Times.SHORT, BeaconLimits.DEFAULT);
  }

  /** Lets time pass, and fails if any part reports a fault. */
  void run(long seconds) {
    timers.runForMs(seconds * 1_000);
    assertEquals(List.of(), faults.faults());
  }

  BeaconServer beaconServer(String ia) {
    return beaconServers.get(IsdAs.parse(ia));
  }

  TestPathServer pathServer(String ia) {
    return pathServers.get(IsdAs.parse(ia));
  }

  /**
   * {@return the segments that were registered with the path server of an AS in the last seconds}
   */
  List<CapnpSegment> registered(String ia, SegmentType type, long lastSeconds) {
    return pathServer(ia).registered(type, clock.wallMs() - lastSeconds * 1_000);
  }
}
