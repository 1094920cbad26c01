package org.waymark.conform.packet;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.waymark.conform.vector.Findings;
import org.waymark.conform.vector.Rule;
import org.waymark.conform.vector.UnreadableException;
import org.waymark.conform.vector.VectorCase;
import org.waymark.conform.vector.VectorFolder;
import org.waymark.conform.vector.VectorGroup;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScmpErrors;
import org.waymark.wire.packet.ScmpMessage;
import org.waymark.wire.packet.ScmpPayload;
import org.waymark.wire.packet.UdpDatagram;

/**
 * The group {@code packets}: whole SCION packets, damaged packets sent to a path server, and the
 * frames between a server and its dispatcher (PROTOCOL 2.2 to 2.4).
 */
public final class PacketVectors implements VectorGroup {
  private static final String NAME = "packets";
  private static final String ACCEPTED = "accepted";
  private static final String PAYLOAD_REFUSED = "payload refused";
  private static final String DROPPED = "dropped";
  private static final String UNCAUGHT = "uncaught";
  private static final HostAddress RECEIVER_HOST = HostAddress.of(InetAddress.getLoopbackAddress());
  private static final long NOW_US = 1_520_000_000_000_000L;

  private final ControlCodec control;
  private final PacketComparison packets;
  private final Map<String, IsdAs> receivers;

  /**
   * @param receivers the AS to which the damaged packets of a case were sent, by the name of the
   *     case
   */
  private PacketVectors(
      ControlCodec control, PacketComparison packets, Map<String, IsdAs> receivers) {
    this.control = control;
    this.packets = packets;
    this.receivers = receivers;
  }

  public static PacketVectors of(
      ControlCodec control, PacketComparison packets, VectorFolder folder) {
    Map<String, IsdAs> receivers = new HashMap<>();
    for (VectorCase file : folder.readable(NAME)) {
      if (file.hasAll("receiver", "cases")) {
        file.parts("cases")
            .forEach(vector -> receivers.put(vector.text("name"), file.ia("receiver")));
      }
    }
    return new PacketVectors(control, packets, receivers);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void run(VectorCase vector, Findings findings) {
    if (vector.has("decoded")) {
      packets.compare(vector, findings);
    } else if (vector.has("legacyResult")) {
      runDamaged(vector, findings);
    } else if (vector.has("kind")) {
      new DispatcherComparison(findings).compare(vector);
    } else {
      throw new UnreadableException("it is not a packet, damaged packet, registration or frame");
    }
  }

  private void runDamaged(VectorCase vector, Findings findings) {
    ByteBuffer bytes = ByteBuffer.wrap(vector.bytes("packet").toBytes());
    Decoded<ScionPacket> decoded = PacketCodec.decode(bytes);
    String result = result(decoded);
    String recorded = vector.text("legacyResult");
    if (recorded.startsWith(UNCAUGHT)) {
      findings.used(Rule.UNCAUGHT);
      if (result.equals(ACCEPTED)) {
        findings.differs("expected a rejection, but the packet was accepted");
      }
      return;
    }
    String expected = recorded;
    if (!recorded.equals(DROPPED) && isChecksumWrong(decoded)) {
      findings.used(Rule.CHECKSUM);
      expected = DROPPED;
    }
    findings.same("result", expected, result);
    compareError(vector, bytes, findings);
  }

  private String result(Decoded<ScionPacket> decoded) {
    return switch (decoded) {
      case Decoded.Refused<ScionPacket> _ -> DROPPED;
      case Decoded.Accepted<ScionPacket>(ScionPacket packet) -> {
        Optional<?> payload =
            switch (packet.layer4()) {
              case UdpDatagram udp -> control.decodeFramed(udp.payload()).asOptional();
              case ScmpMessage scmp -> ScmpPayload.decode(scmp).asOptional();
            };
        yield payload.isPresent() ? ACCEPTED : PAYLOAD_REFUSED;
      }
    };
  }

  private static boolean isChecksumWrong(Decoded<ScionPacket> decoded) {
    return decoded
        .whyRefused()
        .map(Refusal::reason)
        .filter(RefusalReason.PACKET_CHECKSUM::equals)
        .isPresent();
  }

  private void compareError(VectorCase vector, ByteBuffer bytes, Findings findings) {
    IsdAs receiver = receivers.get(vector.name());
    if (receiver == null) {
      throw new UnreadableException("its file does not say which AS received it");
    }
    Optional<ScionPacket> error =
        ScmpErrors.aboutRefused(bytes, new ScionAddress(receiver, RECEIVER_HOST), NOW_US);
    findings.same(
        "sends an SCMP error",
        vector.has("legacySendsScmp") && vector.flag("legacySendsScmp"),
        error.isPresent());
    error.ifPresent(
        packet -> {
          ByteString sent = PacketForm.encode(packet);
          findings.same(
              "the SCMP error decoded again",
              Decoded.accepted(packet),
              PacketCodec.decode(ByteBuffer.wrap(sent.toBytes())));
        });
  }
}
