package org.waymark.wire.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.waymark.segment.ByteString;

/** Loads the recorded vectors of trust material, and has shorthands for texts. */
final class LegacyTrust {
  private LegacyTrust() {}

  /** {@return the JSON of a resource} */
  static JsonNode read(String resource) {
    try (InputStream in = LegacyTrust.class.getResourceAsStream(resource)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the cases of a kind} */
  static Stream<JsonNode> cases(String kind) {
    return elements(read("/legacy/trust/cases.json").get("cases"))
        .filter(c -> c.get("kind").textValue().equals(kind));
  }

  /** {@return the test networks} */
  static Stream<JsonNode> networks() {
    return Stream.of("tiny", "default")
        .map(name -> read("/legacy/trust/network-" + name + ".json"));
  }

  static Stream<JsonNode> elements(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false);
  }

  static ByteString utf8(JsonNode text) {
    return utf8(text.textValue());
  }

  static ByteString utf8(String text) {
    return ByteString.owning(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(ByteString utf8) {
    return new String(utf8.unsafeBytes(), StandardCharsets.UTF_8);
  }
}
