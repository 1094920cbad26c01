package org.waymark.wire.packet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;
import org.waymark.wire.RefusalReason;

/** Loads the packets recorded from the original path server. */
final class PacketVectors {
  private PacketVectors() {}

  /** {@return the cases in a file in the folder of packets} */
  static Stream<JsonNode> cases(String file) {
    try (InputStream in = PacketVectors.class.getResourceAsStream("/legacy/packets/" + file)) {
      JsonNode cases = new ObjectMapper().readTree(in).get("cases");
      return StreamSupport.stream(cases.spliterator(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the reason why the bytes are refused, or empty if they are a packet} */
  static Optional<RefusalReason> reason(ByteBuffer bytes) {
    return switch (PacketCodec.decode(bytes)) {
      case Decoded.Accepted<ScionPacket> _ -> Optional.empty();
      case Decoded.Refused<ScionPacket>(Refusal refusal) -> Optional.of(refusal.reason());
    };
  }

  static ByteBuffer bytes(JsonNode hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.textValue()));
  }
}
