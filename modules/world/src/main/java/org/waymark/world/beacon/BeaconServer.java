package org.waymark.world.beacon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.waymark.edge.Ports;
import org.waymark.edge.config.AsSettings;
import org.waymark.edge.config.Topology;
import org.waymark.runtime.Cancellable;
import org.waymark.runtime.Clock;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.HopField;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.RevocationTolerance;
import org.waymark.trust.SegmentVerifier;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.Refusal;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.control.SegmentCodec;
import org.waymark.wire.message.Beacon;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.CertChainRequest;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.InterfaceIdMessage;
import org.waymark.wire.message.InterfaceState;
import org.waymark.wire.message.InterfaceStateInfos;
import org.waymark.wire.message.InterfaceStateRequest;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.message.TrcRequest;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScmpInfo;
import org.waymark.wire.packet.ScmpMessage;
import org.waymark.wire.packet.ScmpPayload;
import org.waymark.wire.packet.UdpDatagram;
import org.waymark.world.site.DropCounts;
import org.waymark.world.site.ScionSocket;
import org.waymark.world.site.Site;
import org.waymark.world.trust.TrustResponder;
import org.waymark.world.trust.TrustStore;

/**
 * The beacon server of an AS.
 *
 * <pre>
 *  keepalives --> InterfaceStates --> revocations: border routers, path servers of the AS
 *                       |  the live links
 *                       v
 *  beacons --> BeaconIntake --> BeaconStore --> BeaconPropagation  --> neighbours    every PropagateTime
 *              rules, trust         |
 *                                   +---------> BeaconRegistration --> path servers  every RegisterTime
 * </pre>
 *
 * <p>A core AS originates its own beacons in every round, even if it has received none.
 *
 * <p>Runs on the threads of its ports and handles one message or timer at a time. Callable from any
 * thread.
 */
public final class BeaconServer implements AutoCloseable {
  private static final long WATCH_MS = 500;

  /**
   * The number of rounds after which a beacon is removed if it has not been renewed although other
   * beacons of its origin have been renewed.
   */
  private static final int STALE_ROUNDS = 20;

  private final ControlCodec codec = new ControlCodec(DecoderLimits.DEFAULT);
  private final SegmentCodec segments = new SegmentCodec(DecoderLimits.DEFAULT);
  private final RevocationCodec revocationCodec = new RevocationCodec(DecoderLimits.DEFAULT);
  private final DropCounts drops = new DropCounts();
  private final Topology topology;
  private final AsSettings settings;
  private final TrustStore trust;
  private final Clock clock;
  private final BeaconStore store = new BeaconStore();
  private final InterfaceStates interfaces;
  private final BeaconIntake intake;
  private final BeaconPropagation propagation;
  private final BeaconRegistration registration;
  private final TrustResponder answers;
  private final ScionSocket socket;
  private final Outbox outbox;
  private final List<Cancellable> timers = new ArrayList<>();
  private long revocations;
  private boolean closed;

  /**
   * Opens the server, which starts working immediately.
   *
   * @param id the id of the server in the topology
   * @param trust the trust material, shared with the certificate server of the AS
   * @param verifier the verifier of signatures, which may be shared with other ASes, because their
   *     beacons begin with the same entries
   * @throws IOException if the server's address cannot be bound; the message says why
   * @throws IllegalArgumentException if the topology has no such server, or the trust store lacks
   *     the chain that certifies the key of the AS
   */
  public BeaconServer(
      Site site,
      String id,
      TrustStore trust,
      SegmentVerifier verifier,
      BeaconLimits limits,
      Ports ports)
      throws IOException {
    this.topology = site.topology();
    this.settings = site.settings();
    this.trust = trust;
    this.clock = ports.clock();
    Topology.Server server = topology.beaconServers().get(id);
    if (server == null) {
      throw new IllegalArgumentException(site.ia() + " has no beacon server " + id);
    }
    this.interfaces =
        new InterfaceStates(topology, site.treeSeed(), settings.revocationTreeTtlS(), clock);
    BeaconRules rules = new BeaconRules(topology);
    BeaconExtender extender = new BeaconExtender(site, trust, interfaces, clock);
    this.intake = new BeaconIntake(site, rules, store, trust, verifier, ports, drops);
    this.answers = new TrustResponder(trust, drops, clock);
    // Packets received before the constructor has finished wait for the lock.
    synchronized (this) {
      socket = new ScionSocket(ports.datagrams(), server.socket(), topology, drops, this::received);
      outbox = new Outbox(topology, extender, socket, drops, ports.random().nextLong());
      BeaconContext context = new BeaconContext(topology, store, interfaces, extender, drops);
      propagation = new BeaconPropagation(context, rules, outbox, limits.propagated());
      registration = new BeaconRegistration(context, outbox, limits.registered());
      timers.add(ports.timers().every(WATCH_MS, this::watch));
      startRounds(ports, settings.propagateTimeS(), this::propagate);
      if (settings.registerPath()) {
        startRounds(ports, settings.registerTimeS(), this::register);
      }
    }
  }

  /**
   * Starts the rounds after a random delay, so that servers that are started together do not all
   * send at the same time.
   */
  private void startRounds(Ports ports, int periodS, Runnable round) {
    long periodMs = Math.max(1, periodS) * 1_000L;
    long firstMs = ports.random().nextLong(periodMs);
    timers.add(
        ports
            .timers()
            .after(
                firstMs,
                () -> {
                  repeat(ports, periodMs, round);
                  round.run();
                }));
  }

  private synchronized void repeat(Ports ports, long periodMs, Runnable round) {
    if (!closed) {
      timers.add(ports.timers().every(periodMs, round));
    }
  }

  private synchronized void propagate() {
    if (!closed) {
      store.endRound(clock.wallMs(), STALE_ROUNDS);
      intake.expire();
      propagation.round();
    }
  }

  private synchronized void register() {
    if (!closed) {
      registration.round();
    }
  }

  private synchronized void watch() {
    if (closed) {
      return;
    }
    List<Revocation> due = interfaces.due();
    if (!due.isEmpty()) {
      revocations += due.size();
      outbox.tellRouters(
          due.stream()
              .map(one -> new InterfaceState(one.interfaceId(), false, Optional.of(one)))
              .toList());
      due.forEach(outbox::tellPathServers);
    }
  }

  private synchronized void received(ScionPacket packet, InetSocketAddress underlay) {
    if (closed) {
      return;
    }
    switch (packet.layer4()) {
      case ScmpMessage scmp -> received(scmp);
      case UdpDatagram udp -> {
        switch (codec.decodeFramed(udp.payload())) {
          case Decoded.Refused<ControlPayload>(Refusal refusal) ->
              drops.count(refusal.reason().text());
          case Decoded.Accepted<ControlPayload>(ControlPayload payload) ->
              received(payload, packet);
        }
      }
    }
  }

  private void received(ScmpMessage scmp) {
    switch (ScmpPayload.decode(scmp).then(this::revocation)) {
      case Decoded.Refused<Revocation>(Refusal refusal) -> drops.count(refusal.reason().text());
      case Decoded.Accepted<Revocation>(Revocation revocation) -> revoked(revocation);
    }
  }

  private Decoded<Revocation> revocation(ScmpPayload payload) {
    return payload.info() instanceof ScmpInfo.RevokedInterface revoked
        ? revoked.revocation(revocationCodec)
        : Decoded.refused(RefusalReason.SCMP_INFO, "not a revocation");
  }

  private void received(ControlPayload payload, ScionPacket packet) {
    switch (payload.message()) {
      case Beacon beacon -> received(beacon, packet);
      case InterfaceIdMessage keepalive -> heard(keepalive, packet);
      case InterfaceStateRequest request -> answer(request, payload.requestId(), packet);
      case TrcRequest request -> answers.answer(request, payload.requestId(), packet, socket);
      case CertChainRequest request -> answers.answer(request, payload.requestId(), packet, socket);
      case TrcReply reply -> trust.take(reply).ifPresent(intake::accepted);
      case CertChainReply reply -> trust.take(reply).ifPresent(intake::accepted);
      case RevocationNotice notice -> revoked(notice.revocation());
      default -> drops.count("unsupported");
    }
  }

  /**
   * {@return the interface by which a packet arrived, which the border router put into its path}
   */
  private static int ingress(ScionPacket packet) {
    return packet.path().currentHop().map(hop -> hop.ingress()).orElse(0);
  }

  private void received(Beacon beacon, ScionPacket packet) {
    int ingress = ingress(packet);
    Optional<Long> remoteId = interfaces.link(ingress).map(link -> link.remoteId());
    if (remoteId.isEmpty()) {
      drops.count("beacon-over-dead-link");
      return;
    }
    switch (segments.ofFields(beacon.segment())) {
      case Decoded.Refused<PathSegment>(Refusal refusal) -> drops.count(refusal.reason().text());
      case Decoded.Accepted<PathSegment>(CapnpSegment segment) ->
          intake.received(new HeldBeacon(segment, ingress), remoteId.get(), packet, socket);
    }
  }

  private void heard(InterfaceIdMessage keepalive, ScionPacket packet) {
    long id = keepalive.relayInterfaceId();
    long remoteId = keepalive.originInterfaceId();
    boolean possible =
        0 < id
            && id <= HopField.MAX_INTERFACE
            && 0 < remoteId
            && remoteId <= HopField.MAX_INTERFACE;
    Topology.Interface link = possible ? topology.interfaces().get((int) id) : null;
    if (link == null || ingress(packet) != id || !link.neighbour().equals(packet.source().ia())) {
      drops.count("keepalive-from-elsewhere");
    } else if (interfaces.heard((int) id, (int) remoteId) == InterfaceStates.Heard.CAME_UP) {
      outbox.tellRouters(List.of(new InterfaceState(id, true, Optional.empty())));
    }
  }

  private void answer(InterfaceStateRequest request, long requestId, ScionPacket packet) {
    List<InterfaceState> told = interfaces.told(request.interfaceId());
    if (!told.isEmpty()) {
      InterfaceStateInfos infos =
          new InterfaceStateInfos(told.stream().map(Decoded::accepted).toList());
      socket.answer(packet, new ControlPayload(infos, requestId));
    }
  }

  private void revoked(Revocation revocation) {
    if (revocation.fault().isPresent()
        || !RevocationTolerance.accepts(revocation, clock.wallMs())) {
      drops.count("revocation-invalid");
    } else if (store.revoke(revocation) == 0) {
      drops.count("revocation-proves-nothing");
    }
  }

  /** {@return the current status of the server} */
  public synchronized BeaconStatus status() {
    return new BeaconStatus(
        interfaces.status(),
        store.origins().size(),
        store.size(),
        intake.parkedCount(),
        registration.counts(),
        propagation.originated(),
        propagation.propagated(),
        revocations);
  }

  /** {@return the counts of drops, by reason} */
  public DropCounts drops() {
    return drops;
  }

  /** Stops the timers and releases the address. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      timers.forEach(Cancellable::cancel);
    }
    socket.close();
  }
}
