package org.waymark.cli.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.world.OpenedLog;
import org.waymark.cli.world.WorldLog;
import org.waymark.cli.world.WorldQuestion;
import org.waymark.runtime.Clock;
import picocli.CommandLine.Option;

/** The options that select a replica of a running world. */
public final class WorldPlace {
  @Option(
      names = "--world",
      paramLabel = "DIR",
      description =
          "The folder of a running world. One of its replicas answers the query, except that"
              + " waymark debug reads the log of that replica's AS.")
  private Path folder;

  @Option(
      names = "--replica",
      paramLabel = "ID|ISD-AS",
      description =
          "The replica to query, or an AS if any of its replicas may answer. Default: the first AS"
              + " that the query names, such as SRC. For waymark debug, there is no default.")
  private String replica;

  /** {@return whether a world was named} */
  public boolean isGiven() {
    return folder != null;
  }

  /**
   * Opens the log of an AS of the world.
   *
   * @throws CommandException if the options do not name an AS or a replica
   */
  OpenedLog openLog(Clock clock) {
    return WorldLog.open(folder, named(replica == null ? "" : replica), clock);
  }

  /**
   * Sends a query to a replica.
   *
   * @return the replica's answer
   * @throws CommandException if there is no answer
   */
  ObjectNode ask(ObjectNode query) {
    return ask(folder, replica == null ? asOf(query) : replica, query);
  }

  /** {@return the first AS that the query names; empty if it names none} */
  private static String asOf(JsonNode query) {
    return Stream.of("src", "subject", "condition")
        .flatMap(field -> Stream.of(query.path(field).asText().split(" ")))
        .filter(word -> word.contains("-"))
        .map(word -> word.replaceFirst("#.*", ""))
        .findFirst()
        .orElse("");
  }

  /**
   * Sends a query to a replica.
   *
   * @param replica the id of the replica, or its AS; empty if unknown
   * @return the replica's answer
   * @throws CommandException if there is no answer
   */
  static ObjectNode ask(Path folder, String replica, JsonNode query) {
    return WorldQuestion.ask(folder, named(replica), query);
  }

  private static String named(String replica) {
    if (replica.isEmpty()) {
      throw new CommandException(
          "no replica given: specify a replica or its AS with --replica; waymark world status lists"
              + " all replicas");
    }
    return replica;
  }
}
