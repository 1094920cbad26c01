package org.waymark.world.router;

import java.util.LinkedHashSet;
import java.util.Set;
import org.waymark.edge.config.Topology;
import org.waymark.runtime.Clock;
import org.waymark.segment.Revocation;
import org.waymark.segment.RevocationTolerance;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScmpInfo;
import org.waymark.wire.packet.ScmpMessage;
import org.waymark.wire.packet.ScmpPayload;
import org.waymark.wire.packet.ScmpType;

/**
 * Copies each revocation found in passing SCMP errors to the path servers and beacon servers of the
 * AS, once per revocation, so that a dead link becomes known wherever paths over it are used.
 * Beacon servers need revocations as well, because they would otherwise register beacons over the
 * dead link again as soon as the revocation has expired.
 *
 * <p>Owned by a border router. Packets may pass on several threads; the lock of the set of
 * revocations guards it.
 */
final class RevocationRelay {
  /**
   * The number of revocations to remember; beyond that, the oldest is forgotten, so that forged
   * errors cannot exhaust the memory.
   */
  static final int REMEMBERED = 1_000;

  private final RevocationCodec codec = new RevocationCodec(DecoderLimits.DEFAULT);
  private final Topology topology;
  private final Clock clock;
  private final Sender sender;
  private final Set<Revocation> handedOn = new LinkedHashSet<>();

  /** Sends control messages to servers of the AS. */
  interface Sender {
    void send(ControlPayload payload, Topology.Server server);
  }

  RevocationRelay(Topology topology, Clock clock, Sender sender) {
    this.topology = topology;
    this.clock = clock;
    this.sender = sender;
  }

  /** Inspects a passing packet. */
  void pass(ScionPacket packet) {
    if (packet.layer4() instanceof ScmpMessage scmp
        && ScmpType.of(scmp.scmpClass(), scmp.type()).orElse(null) == ScmpType.REVOKED_INTERFACE) {
      ScmpPayload.decode(scmp)
          .asOptional()
          .map(ScmpPayload::info)
          .filter(ScmpInfo.RevokedInterface.class::isInstance)
          .map(ScmpInfo.RevokedInterface.class::cast)
          .flatMap(info -> info.revocation(codec).asOptional())
          .filter(revocation -> revocation.fault().isEmpty())
          .filter(revocation -> RevocationTolerance.accepts(revocation, clock.wallMs()))
          .ifPresent(this::handOn);
    }
  }

  private void handOn(Revocation revocation) {
    if (!remember(revocation)) {
      return;
    }
    ControlPayload notice = new ControlPayload(new RevocationNotice(revocation), 0);
    topology.pathServers().values().forEach(server -> sender.send(notice, server));
    topology.beaconServers().values().forEach(server -> sender.send(notice, server));
  }

  /**
   * Remembers a revocation. Whole revocations are compared, so that a forged copy does not suppress
   * the real one.
   */
  private boolean remember(Revocation revocation) {
    synchronized (handedOn) {
      if (!handedOn.add(revocation)) {
        return false;
      }
      if (handedOn.size() > REMEMBERED) {
        handedOn.remove(handedOn.iterator().next());
      }
      return true;
    }
  }
}
