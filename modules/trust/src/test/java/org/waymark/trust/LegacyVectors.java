package org.waymark.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.waymark.segment.ByteString;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/** The test vectors that were taken from the Python control plane of 2018 by running it. */
final class LegacyVectors {
  private LegacyVectors() {}

  /** {@return the JSON of a file of the vectors} */
  static JsonNode read(String file) {
    try (InputStream in = LegacyVectors.class.getResourceAsStream("/legacy/" + file)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the cases of a file, by their names} */
  static Stream<Named<JsonNode>> cases(String file) {
    return elements(read(file).get("cases")).map(c -> Named.of(c.get("name").textValue(), c));
  }

  static Stream<JsonNode> elements(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false);
  }

  static Trc trc(JsonNode text) {
    return Trc.parse(utf8(text)).orElseThrow();
  }

  static CertificateChain chain(JsonNode text) {
    return CertificateChain.parse(utf8(text)).orElseThrow();
  }

  static ByteString utf8(JsonNode text) {
    return ByteString.owning(text.textValue().getBytes(StandardCharsets.UTF_8));
  }
}
