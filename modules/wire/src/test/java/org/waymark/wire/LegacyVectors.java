package org.waymark.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.waymark.segment.ByteString;
import org.waymark.wire.capnp.Form;

/** Loads the cases recorded from the legacy path server, which are test resources. */
public final class LegacyVectors {
  private static final ObjectMapper JSON = new ObjectMapper();

  private LegacyVectors() {}

  /** One recorded case; the name is only a label. */
  public record Case(JsonNode json) {
    public boolean has(String field) {
      return json.has(field);
    }

    public String text(String field) {
      return json.required(field).asText();
    }

    public ByteString bytes(String field) {
      return ByteString.ofHex(text(field));
    }

    /** {@return the message in the given form} */
    public ByteString message(Form form) {
      return bytes(form == Form.PACKED ? "packed" : "unpacked");
    }

    public JsonNode fields() {
      return json.required("fields");
    }

    @Override
    public String toString() {
      return json.path("name").asText();
    }
  }

  /** {@return the cases in a file below {@code legacy/}} */
  public static List<Case> cases(String file) {
    try (InputStream in = LegacyVectors.class.getResourceAsStream("/legacy/" + file)) {
      return JSON.readTree(Objects.requireNonNull(in, file))
          .required("cases")
          .valueStream()
          .map(Case::new)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
