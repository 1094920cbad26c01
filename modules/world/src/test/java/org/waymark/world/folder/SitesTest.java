package org.waymark.world.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.waymark.edge.config.Topology;
import org.waymark.fixtures.LinkType;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;
import org.waymark.world.site.Site;
import org.waymark.world.topology.ShippedTopology;
import org.waymark.world.topology.TopologyGenerator;

class SitesTest {
  private static final VirtualClock CLOCK = new VirtualClock(1_520_000_000_000L);
  private static final long NOW_S = 1_520_000_000L;

  private final NetworkTopology topology = ShippedTopology.TWO_ISDS.network();
  private final SortedMap<IsdAs, Site> sites =
      Sites.of(topology, new WorldSettings(3, 3, 1, 2, 7_200, 16), CLOCK);
  private static final WorldSettings THREE_REPLICAS = WorldSettings.of(1).withReplicasPerAs(3);

  @Test
  void siteSaysWhatTheNetworkSays() {
    assertEquals(topology.ases().keySet(), sites.keySet());
    for (NetworkTopology.As as : topology.ases().values()) {
      Topology site = sites.get(as.ia()).topology();
      assertEquals(as.ia(), site.ia());
      assertEquals(as.core(), site.core());
      assertEquals(as.mtu(), site.mtu());
      assertEquals(as.interfaces().size(), site.interfaces().size());
      for (NetworkTopology.Interface link : as.interfaces().values()) {
        Topology.Interface read = site.interfaces().get((int) link.id());
        assertEquals(link.neighbour(), read.neighbour());
        assertEquals(link.linkType(), LinkType.valueOf(read.linkType().name()));
        assertEquals(link.mtu(), read.mtu());
      }
    }
  }

  @Test
  void settingsReachEveryAs() {
    for (Site site : sites.values()) {
      assertEquals(1, site.settings().propagateTimeS());
      assertEquals(2, site.settings().registerTimeS());
      assertEquals(7_200, site.settings().segmentTtlS());
      assertEquals(21_600, site.settings().revocationTreeTtlS());
      assertEquals(1, site.settings().chainVersion());
      assertEquals(3, site.topology().pathServers().size());
    }
  }

  @Test
  void addressesAreThoseOfThePlan() {
    LoopbackPlan plan = new LoopbackPlan(topology, THREE_REPLICAS);
    Topology second = sites.get(IsdAs.parse("1-12")).topology();
    assertEquals("/127.16.2.2:30041", text(second.beaconServers().get("bs1-12-1").address()));
    assertEquals("/127.16.2.3:30041", text(second.certificateServer().orElseThrow().address()));
    assertEquals("/127.16.2.11:30041", text(second.pathServers().get("ps1-12-1").address()));
    assertEquals("/127.16.2.13:30041", text(second.pathServers().get("ps1-12-3").address()));
    assertEquals("/127.16.2.1:30041", text(second.router(1).orElseThrow()));
    assertEquals("/127.16.2.5:30041", text(plan.host(second.ia())));
    Topology.LinkEnds link = second.interfaces().get(3).link().orElseThrow();
    assertEquals("/127.16.2.1:31003", text(link.local()));
    assertEquals("/127.16.3.1:31001", text(link.remote()));
    assertEquals(plan.borderRouter(second.ia()), second.router(13).orElseThrow());
  }

  @Test
  void replicasBehindADispatcherShareItsAddress() {
    IsdAs one = IsdAs.parse("1-12");
    LoopbackPlan plan = new LoopbackPlan(topology, THREE_REPLICAS.withDispatcherIn(Set.of(one)));
    assertEquals(
        "{ps1-12-1=/127.16.2.11:30251, ps1-12-2=/127.16.2.11:30252, ps1-12-3=/127.16.2.11:30253}",
        plan.pathServers(one).toString());
    assertEquals("/127.16.2.5:30041", text(plan.host(one)));
    assertEquals(
        "{ps1-11-1=/127.16.1.11:30041, ps1-11-2=/127.16.1.12:30041, ps1-11-3=/127.16.1.13:30041}",
        plan.pathServers(IsdAs.parse("1-11")).toString());
    WorldSettings unknown = THREE_REPLICAS.withDispatcherIn(Set.of(IsdAs.parse("9-9")));
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> new LoopbackPlan(topology, unknown));
    assertEquals("the network has no AS 9-9", refused.getMessage());
  }

  private static String text(InetSocketAddress address) {
    return address.toString();
  }

  @Test
  void bothEndsOfALinkAgreeAndNoAddressIsUsedTwice() {
    NetworkTopology large = TopologyGenerator.generate(1_000, 1);
    LoopbackPlan plan = new LoopbackPlan(large, THREE_REPLICAS);
    Set<InetSocketAddress> used = new HashSet<>();
    int addresses = 0;
    for (NetworkTopology.As as : large.ases().values()) {
      used.add(plan.beaconServer(as.ia()));
      used.add(plan.certificateServer(as.ia()));
      used.add(plan.borderRouter(as.ia()));
      used.add(plan.host(as.ia()));
      used.addAll(plan.pathServers(as.ia()).values());
      as.interfaces().keySet().forEach(id -> used.add(plan.linkEnd(as.ia(), id)));
      addresses += 4 + 3 + as.interfaces().size();
    }
    assertEquals(addresses, used.size());
    assertEquals("/127.20.200.1:30041", text(plan.borderRouter(large.ases().lastKey())));
    assertThrows(IllegalArgumentException.class, () -> plan.host(IsdAs.parse("99-1")));
  }

  @Test
  void linkEndsAreEachOthersRemote() {
    for (NetworkTopology.As as : topology.ases().values()) {
      for (NetworkTopology.Interface link : as.interfaces().values()) {
        Topology.LinkEnds here = ends(as.ia(), link.id());
        Topology.LinkEnds there = ends(link.neighbour(), link.remoteId());
        assertEquals(here.local(), there.remote());
        assertEquals(here.remote(), there.local());
      }
    }
  }

  private Topology.LinkEnds ends(IsdAs ia, long interfaceId) {
    return sites.get(ia).topology().interfaces().get((int) interfaceId).link().orElseThrow();
  }

  @Test
  void keyOfASiteIsTheOneItsChainCertifiesAndChainsOutliveSegments() {
    for (Site site : sites.values()) {
      CertificateChain chain =
          site.certificates().chains().stream()
              .filter(one -> one.subject().equals(site.ia()))
              .findFirst()
              .orElseThrow();
      assertEquals(1, chain.version());
      assertEquals(site.signing().publicKey(), chain.leaf().subjectSignKey());
      assertTrue(
          chain.leaf().expirationTimeS() > NOW_S + 300 * 86_400L + WorldSettings.MAX_SEGMENT_TTL_S);
      assertTrue(chain.leaf().issuingTimeS() < NOW_S);
    }
    assertEquals(
        topology.isds(),
        Set.copyOf(
            sites.firstEntry().getValue().certificates().trcs().stream().map(Trc::isd).toList()));
  }

  @Test
  void thousandAsesShareOneCertificateFolder() {
    SortedMap<IsdAs, Site> large =
        Sites.of(TopologyGenerator.generate(1_000, 1), WorldSettings.of(1), CLOCK);
    assertEquals(1_000, large.size());
    assertEquals(1_000, large.firstEntry().getValue().certificates().chains().size());
    assertSame(
        large.firstEntry().getValue().certificates(), large.lastEntry().getValue().certificates());
  }

  @Test
  void sitesWithOwnChainsHoldNoOthersButAllTrcs() {
    SortedMap<IsdAs, Site> own =
        Sites.withOwnChains(topology, new WorldSettings(3, 3, 1, 2, 7_200, 16), CLOCK);
    assertEquals(sites.keySet(), own.keySet());
    own.forEach(
        (ia, site) -> {
          assertEquals(sites.get(ia).certificates().trcs(), site.certificates().trcs());
          assertEquals(
              List.of(ia),
              site.certificates().chains().stream().map(CertificateChain::subject).toList());
          assertEquals(
              site.signing().publicKey(),
              site.certificates().chains().getFirst().leaf().subjectSignKey());
        });
  }

  @Test
  void keysFollowTheSeed() {
    SortedMap<IsdAs, Site> same =
        Sites.of(topology, new WorldSettings(3, 1, 5, 5, 3_600, 16), CLOCK);
    SortedMap<IsdAs, Site> other = Sites.of(topology, WorldSettings.of(4), CLOCK);
    sites.forEach(
        (ia, site) -> {
          assertEquals(site.treeSeed(), same.get(ia).treeSeed());
          assertEquals(site.signing().publicKey(), same.get(ia).signing().publicKey());
          assertFalse(site.treeSeed().equals(other.get(ia).treeSeed()));
          assertFalse(site.signing().publicKey().equals(other.get(ia).signing().publicKey()));
        });
  }
}
