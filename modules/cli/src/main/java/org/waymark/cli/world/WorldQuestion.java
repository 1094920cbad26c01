package org.waymark.cli.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/** A question about the past to a replica of a running world. */
public final class WorldQuestion {
  private WorldQuestion() {}

  /**
   * {@return the answer, with {@code source}, which says who answered}
   *
   * @param replica the id of the replica, or an AS, of which any running replica answers
   * @throws org.waymark.cli.command.CommandException if there is no answer
   */
  public static ObjectNode ask(Path folder, String replica, JsonNode question) {
    return (ObjectNode) ControlSocket.ask(folder, new ControlRequest.Ask(replica, question));
  }
}
