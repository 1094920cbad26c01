package org.waymark.conform.packet;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.waymark.conform.vector.Findings;
import org.waymark.conform.vector.UnreadableException;
import org.waymark.conform.vector.VectorCase;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;
import org.waymark.wire.dispatcher.DispatcherFrame;
import org.waymark.wire.dispatcher.DispatcherRegistration;
import org.waymark.wire.dispatcher.FrameReader;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;

/**
 * Compares the decoding and encoding of the dispatcher's frames and registrations, byte for byte
 * (PROTOCOL 2.3).
 */
final class DispatcherComparison {
  private final Findings findings;

  DispatcherComparison(Findings findings) {
    this.findings = findings;
  }

  void compare(VectorCase vector) {
    switch (vector.text("kind")) {
      case "registration" -> compareRegistration(vector);
      case "frame" -> {
        JsonNode address = vector.node("address");
        ByteBuffer payload = bytes(vector, "payload");
        compareFrame(
            vector,
            address.isNull()
                ? DispatcherFrame.of(payload)
                : frame(vector.list("address"), payload));
      }
      default -> throw new UnreadableException("its kind is neither registration nor frame");
    }
  }

  private static DispatcherFrame frame(List<JsonNode> address, ByteBuffer payload) {
    InetSocketAddress hop = PacketForm.address(address);
    return new DispatcherFrame(HostAddress.of(hop.getAddress()), hop.getPort(), payload);
  }

  private void compareRegistration(VectorCase vector) {
    DispatcherRegistration recorded =
        new DispatcherRegistration(
            vector.ia("ia"),
            HostAddress.of(PacketForm.ip(vector.text("host"))),
            vector.smallNumber("port"),
            vector.node("bind").isNull()
                ? Optional.empty()
                : Optional.of(bind(vector.list("bind"))),
            vector.textIfAny("svc").map(hex -> service(vector.bytes("svc"))),
            vector.flag("scmp"));
    ByteBuffer message = bytes(vector, "message");
    findings.same(
        "message decoded", Decoded.accepted(recorded), DispatcherRegistration.decode(message));
    findings.same("message encoded", message, recorded.encode());
    compareFrame(vector, DispatcherFrame.of(message));
  }

  private static DispatcherRegistration.Bind bind(List<JsonNode> address) {
    InetSocketAddress bind = PacketForm.address(address);
    return new DispatcherRegistration.Bind(HostAddress.of(bind.getAddress()), bind.getPort());
  }

  private void compareFrame(VectorCase vector, DispatcherFrame recorded) {
    ByteBuffer stream = bytes(vector, "frame");
    findings.same(
        "frame decoded",
        Optional.of(Decoded.accepted(recorded)),
        new FrameReader(PacketCodec.MAX_SIZE).read(stream));
    findings.same("bytes after the frame", 0, stream.remaining());
    ByteBuffer written = ByteBuffer.allocate(recorded.size());
    recorded.encode(written);
    findings.same("frame encoded", bytes(vector, "frame"), written.flip());
  }

  private static ByteBuffer bytes(VectorCase vector, String member) {
    return ByteBuffer.wrap(vector.bytes(member).toBytes());
  }

  private static HostAddress.Service service(ByteString bytes) {
    if (bytes.size() != HostAddress.Service.SIZE) {
      throw new UnreadableException("its 'svc' is " + bytes.size() + " bytes long instead of 2");
    }
    return new HostAddress.Service(
        Short.toUnsignedInt(ByteBuffer.wrap(bytes.unsafeBytes()).getShort()));
  }
}
