package org.waymark.edge.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/**
 * The answer to a request that could be answered.
 *
 * @param version identifies the content, to be compared by clients; empty if it need not be
 *     compared
 */
record Answer(byte[] content, String version) {
  static Answer text(String text) {
    return new Answer(text.getBytes(StandardCharsets.UTF_8), "");
  }

  static Answer json(JsonNode document) {
    return text(document + "\n");
  }

  /** {@return this answer with a version} */
  Answer withVersion(String other) {
    return new Answer(content, other);
  }
}
