package org.waymark.edge.dispatcher;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.waymark.runtime.Clock;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.runtime.DatagramHandler;
import org.waymark.runtime.TokenBucket;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;
import org.waymark.wire.dispatcher.DispatcherFrame;
import org.waymark.wire.dispatcher.DispatcherRegistration;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScmpErrors;
import org.waymark.wire.packet.ScmpInfo;
import org.waymark.wire.packet.ScmpMessage;
import org.waymark.wire.packet.ScmpPayload;
import org.waymark.wire.packet.ScmpType;
import org.waymark.wire.packet.UdpDatagram;

/**
 * Delivers the packets that reach a host to its applications: UDP packets by address and port or by
 * service, SCMP errors to the sender of the quoted packet, and echo replies to the sender of the
 * request.
 *
 * <p>Methods are called by the receive thread of the endpoint.
 */
final class Deliveries implements DatagramHandler {
  private static final int SCMP_ERRORS_PER_S = 20;
  private static final long US_PER_MS = 1_000;

  private final Applications applications;
  private final Echoes echoes;
  private final DatagramEndpoint endpoint;
  private final Clock clock;
  private final DispatcherDrops drops;
  private final Counter delivered;
  private final TokenBucket scmpErrors;

  Deliveries(
      Applications applications,
      Echoes echoes,
      DatagramEndpoint endpoint,
      Clock clock,
      MeterRegistry registry) {
    this.applications = applications;
    this.echoes = echoes;
    this.endpoint = endpoint;
    this.clock = clock;
    this.drops = new DispatcherDrops(registry);
    this.delivered = registry.counter("waymark.dispatcher.delivered");
    this.scmpErrors = new TokenBucket(clock, SCMP_ERRORS_PER_S, SCMP_ERRORS_PER_S);
  }

  @Override
  public void received(ByteBuffer datagram, InetSocketAddress from) {
    switch (PacketCodec.decode(datagram)) {
      case Decoded.Refused<ScionPacket>(Refusal refusal) -> {
        drops.count(refusal.reason());
        HostAddress self = HostAddress.of(endpoint.local().getAddress());
        complain(ScmpErrors.aboutRefused(datagram, self, nowUs()), from);
      }
      case Decoded.Accepted<ScionPacket>(ScionPacket packet) -> {
        switch (packet.layer4()) {
          case UdpDatagram udp -> received(packet, udp, datagram, from);
          case ScmpMessage scmp -> received(packet, scmp, datagram, from);
        }
      }
    }
  }

  private void received(
      ScionPacket packet, UdpDatagram udp, ByteBuffer datagram, InetSocketAddress from) {
    if (packet.destination().host() instanceof HostAddress.Service service) {
      List<Application> takers = applications.of(packet.destination().ia(), service);
      takers.forEach(taker -> deliver(taker, datagram, from));
      if (takers.isEmpty()) {
        drops.count(DispatcherDropReason.UNKNOWN_SERVICE);
      }
      return;
    }
    applications
        .at(packet.destination(), udp.destinationPort())
        .ifPresentOrElse(
            taker -> deliver(taker, datagram, from),
            () -> drops.count(DispatcherDropReason.UNKNOWN_PORT));
  }

  private void received(
      ScionPacket packet, ScmpMessage scmp, ByteBuffer datagram, InetSocketAddress from) {
    switch (ScmpPayload.decode(scmp)) {
      case Decoded.Refused<ScmpPayload>(Refusal refusal) -> drops.count(refusal.reason());
      case Decoded.Accepted<ScmpPayload>(ScmpPayload payload) -> {
        ScmpType type = ScmpType.of(scmp.scmpClass(), scmp.type()).orElse(null);
        if (type == ScmpType.ECHO_REQUEST) {
          echo(packet, payload.message(ScmpType.ECHO_REPLY, scmp.timestampUs()), from);
          return;
        }
        Optional<Application> taker =
            type == ScmpType.ECHO_REPLY && payload.info() instanceof ScmpInfo.Echo echo
                ? echoes.answered(echo)
                : whoSent(packet, payload);
        taker.ifPresentOrElse(
            one -> deliver(one, datagram, from),
            () -> drops.count(DispatcherDropReason.SCMP_FOR_NOBODY));
      }
    }
  }

  /**
   * {@return the sender of the packet quoted in an SCMP error, if that sender registered for SCMP}
   */
  private Optional<Application> whoSent(ScionPacket error, ScmpPayload payload) {
    if (payload.layer4Protocol() != UdpDatagram.PROTOCOL || payload.layer4Header().size() < 2) {
      return Optional.empty();
    }
    int sourcePort =
        Short.toUnsignedInt(ByteBuffer.wrap(payload.layer4Header().unsafeBytes()).getShort());
    return applications
        .at(error.destination(), sourcePort)
        .filter(one -> one.registration().filter(DispatcherRegistration::scmp).isPresent());
  }

  /**
   * Sends an echo reply back to the sender of the datagram with the request, which is the first hop
   * of the return path.
   */
  private void echo(ScionPacket packet, ScmpMessage reply, InetSocketAddress from) {
    if (packet.destination().host().ip().isEmpty()) {
      drops.count(DispatcherDropReason.SCMP_FOR_NOBODY);
      return;
    }
    send(
        new ScionPacket(
            packet.source(),
            packet.destination(),
            packet.path().reversed(),
            packet.answerExtensions(),
            reply),
        from);
  }

  private void deliver(Application taker, ByteBuffer datagram, InetSocketAddress from) {
    if (taker.deliver(
        new DispatcherFrame(HostAddress.of(from.getAddress()), from.getPort(), datagram))) {
      delivered.increment();
    } else {
      drops.count(DispatcherDropReason.SLOW_APPLICATION);
    }
  }

  /**
   * Sends an SCMP error. The rate is limited because sources can be forged, so attackers could
   * otherwise use malformed packets to flood others with errors.
   */
  private void complain(Optional<ScionPacket> error, InetSocketAddress firstHop) {
    error.filter(one -> scmpErrors.tryTake()).ifPresent(one -> send(one, firstHop));
  }

  private void send(ScionPacket packet, InetSocketAddress firstHop) {
    endpoint.send(PacketCodec.encode(packet), firstHop);
  }

  private long nowUs() {
    return clock.wallMs() * US_PER_MS;
  }
}
