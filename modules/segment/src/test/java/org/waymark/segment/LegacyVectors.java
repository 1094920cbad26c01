package org.waymark.segment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The test vectors that were taken from the Python path server, under {@code /legacy/revocations}.
 */
final class LegacyVectors {
  private LegacyVectors() {}

  /** One case of the vectors, shown by its name. */
  record Case(JsonNode json) {
    String name() {
      return json.get("name").asText();
    }

    JsonNode get(String field) {
      return json.get(field);
    }

    long number(String field) {
      return LegacyVectors.number(json.get(field));
    }

    ByteString bytes(String field) {
      return ByteString.ofHex(json.get(field).asText());
    }

    /** Converts seconds, which may have a fraction, to milliseconds. */
    long clockMs() {
      return new BigDecimal(json.get("clock").asText()).movePointRight(3).longValueExact();
    }

    Revocation revocation() {
      return LegacyVectors.revocation(json.get("revInfo").get("fields"));
    }

    @Override
    public String toString() {
      return name();
    }
  }

  static Stream<Case> cases(String file) {
    try (InputStream in = LegacyVectors.class.getResourceAsStream("/legacy/revocations/" + file)) {
      JsonNode cases = new ObjectMapper().readTree(in).get("cases");
      return StreamSupport.stream(cases.spliterator(), false).map(Case::new);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static long number(JsonNode node) {
    return node.isObject()
        ? Long.parseUnsignedLong(node.get("u64").asText())
        : node.bigIntegerValue().longValueExact();
  }

  private static Revocation revocation(JsonNode fields) {
    List<Revocation.Sibling> siblings = new ArrayList<>();
    for (JsonNode sibling : fields.get("siblings")) {
      siblings.add(
          new Revocation.Sibling(sibling.get("isLeft").asBoolean(), data(sibling, "hash")));
    }
    return new Revocation(
        new IsdAs(number(fields.get("isdas"))),
        number(fields.get("ifID")),
        number(fields.get("epoch")),
        data(fields, "nonce"),
        siblings,
        data(fields, "prevRoot"),
        data(fields, "nextRoot"),
        fields.get("hashType").asInt(),
        number(fields.get("treeTTL")));
  }

  private static ByteString data(JsonNode fields, String name) {
    return ByteString.ofHex(fields.get(name).get("hex").asText());
  }
}
