package org.waymark.conform.packet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.waymark.conform.vector.Findings;
import org.waymark.conform.vector.RecordedForm;
import org.waymark.conform.vector.UnreadableException;
import org.waymark.conform.vector.VectorCase;
import org.waymark.segment.ByteString;
import org.waymark.segment.HopField;
import org.waymark.segment.InfoField;
import org.waymark.wire.packet.ExtensionHeader;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.ScmpInfo;
import org.waymark.wire.packet.ScmpMessage;
import org.waymark.wire.packet.UdpDatagram;

/**
 * Converts packets to the form used in vectors. Lengths, offsets and checksums are not fields of
 * this implementation's packet type, so they are read from the encoded bytes.
 */
final class PacketForm {
  private static final int L4_CHECKSUM_AT = 6;

  private PacketForm() {}

  static ByteString encode(ScionPacket packet) {
    ByteBuffer bytes = ByteBuffer.allocate(PacketCodec.size(packet));
    PacketCodec.encode(packet, bytes);
    return ByteString.owning(bytes.array());
  }

  static ByteString encode(ScmpInfo info) {
    ByteBuffer bytes = ByteBuffer.allocate(info.size());
    info.put(bytes, 0);
    return ByteString.owning(bytes.array());
  }

  static ObjectNode of(ScionPacket packet) {
    ByteBuffer bytes = ByteBuffer.wrap(encode(packet).unsafeBytes());
    ObjectNode fields =
        RecordedForm.object()
            .put("version", bytes.get(0) >>> 4)
            .put("totalLen", Short.toUnsignedInt(bytes.getShort(2)))
            .put("hdrLen", Byte.toUnsignedInt(bytes.get(4)))
            .put("rawCurrInfo", Byte.toUnsignedInt(bytes.get(5)))
            .put("rawCurrHop", Byte.toUnsignedInt(bytes.get(6)))
            .put("nextHdr", Byte.toUnsignedInt(bytes.get(7)))
            .put("infoIndex", packet.path().currentInfoIndex())
            .put("hopIndex", packet.path().currentHopIndex())
            .put("pathBytes", packet.path().bytes().hex());
    fields.set("dst", of(packet.destination()));
    fields.set("src", of(packet.source()));
    fields.set("path", RecordedForm.list(packet.path().segments(), PacketForm::of));
    fields.set("extensions", RecordedForm.list(packet.extensions(), PacketForm::of));
    int layer4At = bytes.limit() - packet.layer4().size();
    String checksum = "%04x".formatted(bytes.getShort(layer4At + L4_CHECKSUM_AT));
    switch (packet.layer4()) {
      case UdpDatagram udp -> {
        fields
            .putObject("udp")
            .put("srcPort", udp.sourcePort())
            .put("dstPort", udp.destinationPort())
            .put("length", udp.size())
            .put("checksum", checksum);
        fields.put("payload", hex(udp.payload()));
      }
      case ScmpMessage scmp -> {
        fields
            .putObject("scmp")
            .put("class", scmp.scmpClass())
            .put("type", scmp.type())
            .put("length", scmp.size())
            .put("checksum", checksum)
            .set("timestamp", RecordedForm.number(scmp.timestampUs()));
        fields.put("payload", hex(scmp.payload()));
      }
    }
    return fields;
  }

  private static String hex(ByteBuffer payload) {
    return ByteString.of(payload, payload.position(), payload.limit()).hex();
  }

  private static ObjectNode of(ScionAddress address) {
    HostAddress host = address.host();
    ByteBuffer bytes = ByteBuffer.allocate(host.size());
    host.put(bytes, 0);
    return RecordedForm.object()
        .put("ia", address.ia().toString())
        .put("type", type(host))
        .put("host", ByteString.owning(bytes.array()).hex());
  }

  static String type(HostAddress host) {
    return switch (host) {
      case HostAddress.None _ -> "NONE";
      case HostAddress.Ipv4 _ -> "IPV4";
      case HostAddress.Ipv6 _ -> "IPV6";
      case HostAddress.Service _ -> "SVC";
    };
  }

  /** Compares an IP address in any notation. Services are ignored. */
  static void compareText(String what, VectorCase address, HostAddress host, Findings findings) {
    Optional<InetAddress> ip = host.ip();
    if (ip.isPresent() && address.has("text")) {
      findings.same(what, ip.get(), ip(address.text("text")));
    }
  }

  /**
   * Parses an IP address without name resolution.
   *
   * @return the address
   */
  static InetAddress ip(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      throw new UnreadableException("'" + text + "' is not an IP address");
    }
  }

  /**
   * Parses an address recorded as {@code [host, port]}.
   *
   * @return the address
   */
  static InetSocketAddress address(List<JsonNode> hostAndPort) {
    if (hostAndPort.size() != 2 || !hostAndPort.getLast().isInt()) {
      throw new UnreadableException("an address must be a host and a port, got " + hostAndPort);
    }
    return new InetSocketAddress(
        ip(hostAndPort.getFirst().asText()), hostAndPort.getLast().intValue());
  }

  private static JsonNode of(ScionPath.Segment segment) {
    InfoField info = segment.info();
    ObjectNode fields =
        RecordedForm.object()
            .put("up", info.up())
            .put("shortcut", info.shortcut())
            .put("peer", info.peer())
            .put("isd", info.isd())
            .put("timestamp", info.timestampS())
            .put("hops", info.hops());
    fields.set("hopFields", RecordedForm.list(segment.hopFields(), PacketForm::of));
    return fields;
  }

  private static JsonNode of(HopField hop) {
    return RecordedForm.object()
        .put("xover", hop.xover())
        .put("verifyOnly", hop.verifyOnly())
        .put("forwardOnly", hop.forwardOnly())
        .put("recurse", hop.recurse())
        .put("expTime", hop.expTime())
        .put("ingress", hop.ingress())
        .put("egress", hop.egress())
        .put("mac", "%06x".formatted(hop.mac()));
  }

  private static JsonNode of(ExtensionHeader extension) {
    return RecordedForm.object()
        .put("class", extension.extensionClass())
        .put("type", extension.type())
        .put("payload", extension.payload().hex());
  }
}
