package org.waymark.cli.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
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
          "The replica of the world to query, or an AS, any of whose replicas may answer. Default: "
              + "SRC, or the AS in the argument of waymark history; none for waymark debug.")
  private String replica;

  /** {@return whether a world was named} */
  public boolean isGiven() {
    return folder != null;
  }

  /**
   * Opens the log of an AS of the world.
   *
   * @throws CommandException if the options do not name one
   */
  OpenedLog openLog(Clock clock) {
    return WorldLog.open(folder, named(replica == null ? "" : replica), clock);
  }

  /**
   * {@return the answer of a replica}
   *
   * @throws CommandException if there is no answer
   */
  ObjectNode ask(ObjectNode query) {
    return ask(folder, replica == null ? asOf(query) : replica, query);
  }

  /** {@return the AS that the query is about; empty if there is none} */
  private static String asOf(JsonNode query) {
    String subject = query.path("subject").asText().replaceFirst("#.*", "");
    return query.path("src").asText(subject.contains("-") ? subject : "");
  }

  /**
   * {@return the answer of a replica}
   *
   * @param replica the id of the replica, or its AS; empty if unknown
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
