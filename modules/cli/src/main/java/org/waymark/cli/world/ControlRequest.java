package org.waymark.cli.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What somebody asks of a running world: one line of JSON, {@code {"verb": "cut", "words":
 * ["1-11#3"]}}. The answer is one line too: an object, with {@code error} when it was not done.
 */
record ControlRequest(Verb verb, List<String> words) {
  /** What can be asked. */
  enum Verb {
    STATUS,
    CUT,
    RESTORE,
    STOP_AS,
    START_AS,
    KILL_REPLICA,
    START_REPLICA,
    STOP_DISPATCHER,
    START_DISPATCHER,
    ADVANCE,
    PROBE
  }

  ControlRequest {
    words = List.copyOf(words);
  }

  ControlRequest(Verb verb, String... words) {
    this(verb, List.of(words));
  }

  ObjectNode document() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("verb", verb.name().toLowerCase(Locale.ROOT));
    words.forEach(document.putArray("words")::add);
    return document;
  }

  /**
   * {@return the request of a document}
   *
   * @throws IllegalArgumentException when it is none
   */
  static ControlRequest of(JsonNode document) {
    List<String> words = new ArrayList<>();
    document.path("words").forEach(word -> words.add(word.asText()));
    String verb = document.path("verb").asText();
    return Arrays.stream(Verb.values())
        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(verb))
        .findFirst()
        .map(known -> new ControlRequest(known, words))
        .orElseThrow(() -> new IllegalArgumentException("no world can do '" + verb + "'"));
  }

  /**
   * {@return what the request is about}
   *
   * @param index counted from 0
   * @throws IllegalArgumentException when there are fewer words
   */
  String word(int index) {
    if (index >= words.size()) {
      throw new IllegalArgumentException(
          "%s needs more than %d words"
              .formatted(verb.name().toLowerCase(Locale.ROOT), words.size()));
    }
    return words.get(index);
  }
}
