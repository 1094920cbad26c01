package org.waymark.cli.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.waymark.log.Topic;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;

/**
 * A request to a running world: one line of JSON such as {@code {"verb": "cut", "words":
 * ["1-11#3"]}}. The response is also one line: a JSON object, with {@code error} if the request
 * failed.
 */
sealed interface ControlRequest {
  /** Get the status of the world. */
  record Status() implements ControlRequest {}

  /** Cut the link that has the given end. */
  record Cut(AsInterface end) implements ControlRequest {}

  /** Restore the link that has the given end. */
  record Restore(AsInterface end) implements ControlRequest {}

  /** Stop an AS with all its services. */
  record StopAs(IsdAs ia) implements ControlRequest {}

  /** Start an AS. */
  record StartAs(IsdAs ia) implements ControlRequest {}

  /** Kill a replica. */
  record KillReplica(String id) implements ControlRequest {}

  /** Start a replica. */
  record StartReplica(String id) implements ControlRequest {}

  /** Stop the dispatcher of an AS whose replicas use one. */
  record StopDispatcher(IsdAs ia) implements ControlRequest {}

  /** Start the dispatcher of an AS whose replicas use one. */
  record StartDispatcher(IsdAs ia) implements ControlRequest {}

  /** Send echo requests over the paths from one AS to another. */
  record Probe(IsdAs from, IsdAs to) implements ControlRequest {}

  /**
   * Ask a replica about the past.
   *
   * @param replica the id of the replica, or its AS
   */
  record Ask(String replica, JsonNode question) implements ControlRequest {}

  /**
   * A request to read the log of an AS.
   *
   * @param replica the id of a replica, or its AS
   * @param from the offset of the first record to read
   */
  record ReadLog(String replica, Topic topic, long from) implements ControlRequest {}

  /**
   * Advance virtual time by the first part of a long period. The response contains the length of
   * that part, which is short enough that other requests do not have to wait long.
   *
   * @param ms the period in milliseconds, 1..{@value #MAX_MS}
   */
  record Advance(long ms) implements ControlRequest {
    static final long MAX_MS = 86_400_000;

    public Advance {
      if (ms < 1 || ms > MAX_MS) {
        throw new IllegalArgumentException(
            "the time to advance by must be 1.." + MAX_MS + " ms, got " + ms);
      }
    }
  }

  /**
   * Converts the request to JSON.
   *
   * @return the document
   */
  default ObjectNode document() {
    return switch (this) {
      case Status _ -> document("status");
      case Cut(AsInterface end) -> document("cut", end);
      case Restore(AsInterface end) -> document("restore", end);
      case StopAs(IsdAs ia) -> document("stop_as", ia);
      case StartAs(IsdAs ia) -> document("start_as", ia);
      case KillReplica(String id) -> document("kill_replica", id);
      case StartReplica(String id) -> document("start_replica", id);
      case StopDispatcher(IsdAs ia) -> document("stop_dispatcher", ia);
      case StartDispatcher(IsdAs ia) -> document("start_dispatcher", ia);
      case Probe(IsdAs from, IsdAs to) -> document("probe", from, to);
      case Ask(String replica, JsonNode question) ->
          document("ask", replica).set("question", question);
      case ReadLog(String replica, Topic topic, long from) ->
          document("read_log", replica, topic, from);
      case Advance(long ms) -> document("advance", ms);
    };
  }

  private static ObjectNode document(String verb, Object... words) {
    ObjectNode document = JsonNodeFactory.instance.objectNode().put("verb", verb);
    for (Object word : words) {
      document.withArray("words").add(word.toString());
    }
    return document;
  }

  /**
   * Parses the request in a JSON document.
   *
   * @return the request
   * @throws IllegalArgumentException if the document is not a valid request
   */
  static ControlRequest of(JsonNode document) {
    String verb = document.path("verb").asText();
    return switch (verb) {
      case "status" -> new Status();
      case "cut" -> new Cut(AsInterface.parse(only(document)));
      case "restore" -> new Restore(AsInterface.parse(only(document)));
      case "stop_as" -> new StopAs(IsdAs.parse(only(document)));
      case "start_as" -> new StartAs(IsdAs.parse(only(document)));
      case "kill_replica" -> new KillReplica(only(document));
      case "start_replica" -> new StartReplica(only(document));
      case "stop_dispatcher" -> new StopDispatcher(IsdAs.parse(only(document)));
      case "start_dispatcher" -> new StartDispatcher(IsdAs.parse(only(document)));
      case "probe" -> {
        List<String> words = words(document, 2);
        yield new Probe(IsdAs.parse(words.get(0)), IsdAs.parse(words.get(1)));
      }
      case "ask" -> new Ask(only(document), document.path("question"));
      case "read_log" -> {
        List<String> words = words(document, 3);
        yield new ReadLog(words.get(0), Topic.valueOf(words.get(1)), Long.parseLong(words.get(2)));
      }
      case "advance" -> new Advance(Long.parseLong(only(document)));
      default -> throw new IllegalArgumentException("unknown request to a world: '" + verb + "'");
    };
  }

  private static String only(JsonNode document) {
    return words(document, 1).getFirst();
  }

  private static List<String> words(JsonNode document, int count) {
    List<String> words = new ArrayList<>();
    document.path("words").forEach(word -> words.add(word.asText()));
    if (words.size() != count) {
      throw new IllegalArgumentException(
          "'%s' must have %d words, got %d"
              .formatted(document.path("verb").asText(), count, words.size()));
    }
    return words;
  }
}
