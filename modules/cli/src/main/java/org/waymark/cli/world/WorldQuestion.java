package org.waymark.cli.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/** Sends a query about the past to a replica of a running world. */
public final class WorldQuestion {
  private WorldQuestion() {}

  /**
   * Sends the query.
   *
   * @return the answer, whose field {@code source} names the replica
   * @param replica the id of the replica, or an AS, any of whose running replicas may answer
   * @throws org.waymark.cli.command.CommandException if there is no answer
   */
  public static ObjectNode ask(Path folder, String replica, JsonNode question) {
    return (ObjectNode) ControlSocket.ask(folder, new ControlRequest.Ask(replica, question));
  }
}
