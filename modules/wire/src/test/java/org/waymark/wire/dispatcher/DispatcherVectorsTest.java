package org.waymark.wire.dispatcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.segment.IsdAs;
import org.waymark.wire.LegacyVectors;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;

/** Decodes and encodes the recorded frames and registrations of the original dispatcher. */
class DispatcherVectorsTest {
  private static List<LegacyVectors.Case> registrations() {
    return ofKind("registration");
  }

  private static List<LegacyVectors.Case> frames() {
    return ofKind("frame");
  }

  private static List<LegacyVectors.Case> ofKind(String kind) {
    return LegacyVectors.cases("packets/dispatcher.json").stream()
        .filter(vector -> vector.text("kind").equals(kind))
        .toList();
  }

  @Test
  void everyCaseIsOfAKnownKind() {
    assertEquals(34, registrations().size());
    assertEquals(8, frames().size());
    assertEquals(42, LegacyVectors.cases("packets/dispatcher.json").size());
  }

  @ParameterizedTest
  @MethodSource("registrations")
  void registrationIsReadAndWrittenByteForByte(LegacyVectors.Case vector) {
    DispatcherRegistration expected =
        new DispatcherRegistration(
            ia(vector.text("ia")),
            host(vector.text("host")),
            vector.json().get("port").intValue(),
            bind(vector.json().get("bind")),
            service(vector.json().get("svc")),
            vector.json().get("scmp").booleanValue());
    ByteBuffer message = ByteBuffer.wrap(vector.bytes("message").toBytes());
    assertEquals(expected, DispatcherRegistration.decode(message).orElseThrow());
    assertEquals(message, expected.encode());
    assertFrame(vector, DispatcherFrame.of(message));
  }

  @ParameterizedTest
  @MethodSource("frames")
  void frameIsReadAndWrittenByteForByte(LegacyVectors.Case vector) {
    ByteBuffer payload = ByteBuffer.wrap(vector.bytes("payload").toBytes());
    JsonNode address = vector.json().get("address");
    assertFrame(
        vector,
        address.isNull()
            ? DispatcherFrame.of(payload)
            : new DispatcherFrame(
                host(address.get(0).textValue()), address.get(1).intValue(), payload));
  }

  private static void assertFrame(LegacyVectors.Case vector, DispatcherFrame expected) {
    ByteBuffer bytes = ByteBuffer.wrap(vector.bytes("frame").toBytes());
    FrameReader reader = new FrameReader(PacketCodec.MAX_SIZE);
    assertEquals(expected, reader.read(bytes).orElseThrow().orElseThrow());
    assertEquals(0, bytes.remaining());
    assertEquals(Optional.empty(), reader.read(bytes));
    ByteBuffer written = ByteBuffer.allocate(expected.size());
    expected.encode(written);
    assertEquals(vector.text("frame"), HexFormat.of().formatHex(written.array()));
  }

  /** Parses a recorded ISD-AS, which is always decimal, however large. */
  private static IsdAs ia(String text) {
    String[] numbers = text.split("-");
    return IsdAs.of(Integer.parseInt(numbers[0]), Long.parseLong(numbers[1]));
  }

  private static HostAddress host(String text) {
    return HostAddress.of(InetAddress.ofLiteral(text));
  }

  private static Optional<DispatcherRegistration.Bind> bind(JsonNode bind) {
    return bind.isNull()
        ? Optional.empty()
        : Optional.of(
            new DispatcherRegistration.Bind(host(bind.get(0).textValue()), bind.get(1).intValue()));
  }

  private static Optional<HostAddress.Service> service(JsonNode hex) {
    return hex.isNull()
        ? Optional.empty()
        : Optional.of(new HostAddress.Service(Integer.parseInt(hex.textValue(), 16)));
  }
}
