package org.waymark.world;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.waymark.edge.Ports;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.Topology;
import org.waymark.runtime.OpenedParts;
import org.waymark.runtime.Opening;
import org.waymark.segment.TreeTtls;
import org.waymark.world.beacon.BeaconServer;
import org.waymark.world.certificate.CertificateServer;
import org.waymark.world.host.Host;
import org.waymark.world.router.BorderRouter;
import org.waymark.world.site.DropCounts;
import org.waymark.world.site.Site;
import org.waymark.world.trust.TrustStore;

/**
 * The services of one AS: a border router, beacon and certificate servers, the replicas of the path
 * server, and a host. Not thread-safe: {@link World} serializes the calls.
 */
final class RunningAs implements AutoCloseable {
  private final WorldPlan.PlannedAs plan;
  private final PathService pathService;
  private final World.Shared shared;
  private final Ports ports;
  private final OpenedParts opened;
  private final OpenedParts openedRouter;
  private final OpenedParts openedBeaconServers;
  private final OpenedParts openedHost;
  private final TrustStore trust;
  private final List<BeaconServer> beaconServers = new ArrayList<>();
  private BorderRouter router;
  private Host host;

  /** Drop counts by service. */
  private final SortedMap<String, DropCounts> drops = new TreeMap<>();

  /**
   * The part of an AS that takes a long time to start and that its neighbours do not need
   * immediately. The neighbours can wait for beacons until the replicas of the AS are running, but
   * would soon consider the links to a silent border router dead.
   */
  record Interior(PathService pathService, TrustStore trust) implements AutoCloseable {
    /**
     * Starts the interior of an AS.
     *
     * @return the running interior
     * @throws WorldException if a replica or its dispatcher does not start; the message names the
     *     AS and the reason
     */
    static Interior start(
        WorldPlan.PlannedAs plan,
        World.Shared shared,
        Logs logs,
        Ports ports,
        World.Mode mode,
        ReplicaListener listener)
        throws WorldException {
      TrustStore trust = new TrustStore(plan.site().certificates(), shared.ed25519());
      requireAccepted(plan.site(), trust);
      return new Interior(new PathService(plan, logs, ports, mode, listener), trust);
    }

    /**
     * Checks that the AS accepts its own TRC and chain. Even consistent files may contain a chain
     * that no AS accepts, for example if key and chain come from another world.
     *
     * @throws WorldException if the AS does not accept its TRC or chain; the message names the AS
     *     and the files
     */
    static void requireAccepted(Site site, TrustStore trust) throws WorldException {
      long version = site.settings().chainVersion();
      if (trust.newestTrc(site.ia().isd()).isEmpty()) {
        throw refused(site, "a TRC of ISD " + site.ia().isd(), trust);
      }
      if (trust.chain(site.ia(), version).isEmpty()) {
        throw refused(site, "version %d of its certificate chain".formatted(version), trust);
      }
    }

    private static WorldException refused(Site site, String what, TrustStore trust) {
      return new WorldException(
          "%s: its folder certs lacks %s that the TRCs of the world allow (refused: %s), so no AS would accept its segments; restore the files in certs and %s from the same world, or create the world again"
              .formatted(site.ia(), what, trust.drops().counts(), Site.SIGNING_SEED_FILE));
    }

    @Override
    public void close() {
      pathService.close();
    }
  }

  /**
   * Starts the rest of an AS. If this fails, everything is closed again, including the interior.
   *
   * @throws WorldException if a part does not start; the message names the part and the reason
   */
  RunningAs(WorldPlan.PlannedAs plan, Interior interior, World.Shared shared, Ports ports)
      throws WorldException {
    this.plan = plan;
    this.shared = shared;
    this.ports = ports;
    this.pathService = interior.pathService();
    this.opened = new OpenedParts(ports.faults());
    this.openedRouter = new OpenedParts(ports.faults());
    this.openedBeaconServers = new OpenedParts(ports.faults());
    this.openedHost = new OpenedParts(ports.faults());
    Site site = plan.site();
    this.trust = interior.trust();
    opened.add(interior);
    drops.put("trust", trust.drops());
    try (Opening opening = new Opening(opened::close)) {
      for (String id : site.topology().certificateServers().keySet()) {
        drops.put(id, opened.add(new CertificateServer(site, id, trust, ports)).drops());
      }
      opened.add(openedRouter);
      opened.add(openedBeaconServers);
      opened.add(openedHost);
      startRouter(site.topology());
      startBeaconServers(site.topology());
      startHost(site.topology());
      opening.succeeded();
    } catch (IOException e) {
      throw new WorldException(site.ia() + ": " + e.getMessage(), e);
    }
  }

  private void startRouter(Topology read) throws IOException {
    router =
        openedRouter.add(new BorderRouter(plan.site().withTopology(read), shared.habits(), ports));
    drops.put("router", router.drops());
  }

  private void startBeaconServers(Topology read) throws IOException {
    Site site = plan.site().withTopology(shared.habits().addressed(read));
    for (String id : read.beaconServers().keySet()) {
      BeaconServer beaconServer =
          openedBeaconServers.add(
              new BeaconServer(site, id, trust, shared.verifier(), shared.limits(), ports));
      beaconServers.add(beaconServer);
      drops.put(id, beaconServer.drops());
    }
  }

  private void startHost(Topology read) throws IOException {
    host =
        openedHost.add(
            new Host(
                shared.habits().addressed(read),
                TreeTtls.everywhere(plan.site().settings().revocationTreeTtlS()),
                plan.host(),
                ports));
    drops.put("host", host.drops());
  }

  /**
   * Restarts the beacon servers with a topology that lists these path servers.
   *
   * @throws IOException if a server does not start; in that case, none of them is running
   */
  void restartBeaconServers(List<String> pathServers) throws IOException {
    openedBeaconServers.close();
    beaconServers.clear();
    startBeaconServers(plan.site().topology().withPathServers(pathServers));
  }

  /**
   * Restarts the border router and the host with a topology that lists these path servers.
   *
   * @throws IOException if one of the two does not start
   */
  void restartRouterAndHost(List<String> pathServers) throws IOException {
    Topology read = plan.site().topology().withPathServers(pathServers);
    openedHost.close();
    openedRouter.close();
    startRouter(read);
    startHost(read);
  }

  PathService pathService() {
    return pathService;
  }

  Host host() {
    return host;
  }

  TrustStore trust() {
    return trust;
  }

  WorldStatus.As status() {
    return new WorldStatus.As(
        plan.site().ia(),
        plan.site().topology().core(),
        true,
        pathService.status(),
        pathService.dispatcherStatus(),
        beaconServers.stream().map(BeaconServer::status).toList(),
        router.revokedInterfaces().keySet(),
        droppedCounts());
  }

  private SortedMap<String, SortedMap<String, Long>> droppedCounts() {
    SortedMap<String, SortedMap<String, Long>> counts = new TreeMap<>();
    drops.forEach(
        (service, dropped) -> {
          SortedMap<String, Long> byReason = dropped.counts();
          if (!byReason.isEmpty()) {
            counts.put(service, byReason);
          }
        });
    return counts;
  }

  /** {@return the status of an AS that is not running} */
  static WorldStatus.As stopped(WorldPlan.PlannedAs plan) {
    return new WorldStatus.As(
        plan.site().ia(),
        plan.site().topology().core(),
        false,
        plan.replicas().stream().map(ReplicaConfig::id).map(PathService::stopped).toList(),
        Optional.empty(),
        List.of(),
        Set.of(),
        Collections.emptySortedMap());
  }

  @Override
  public void close() {
    opened.close();
  }
}
