package org.waymark.cli.world;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.waymark.cli.command.CommandException;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.world.folder.WorldFolder;

/** The log of an AS in a running world. */
public final class WorldLog {
  private WorldLog() {}

  /**
   * Finds the log of an AS in a running world.
   *
   * @param replica the id of a replica, or its AS
   * @return the configuration of a replica of the AS, with the address of the world's Kafka broker
   * @throws CommandException if the folder contains no world, or the world is not running, is
   *     virtual, or has no such replica
   */
  public static ReplicaConfig config(Path folder, String replica) {
    JsonNode status = ControlSocket.ask(folder, new ControlRequest.Status());
    if (!status.has(WorldStatusDocument.KAFKA)) {
      throw new CommandException(
          ("the world in %s is virtual, so its logs are in memory, where only its replicas can"
                  + " read them")
              .formatted(folder));
    }
    try {
      return WorldFolder.open(folder).plan().ases().values().stream()
          .flatMap(as -> as.replicas().stream())
          .filter(
              config ->
                  config.id().equals(replica) || config.topology().ia().toString().equals(replica))
          .findFirst()
          .map(
              config ->
                  config.withBootstrapServers(status.path(WorldStatusDocument.KAFKA).asText()))
          .orElseThrow(
              () ->
                  new CommandException(
                      "the world in %s has no replica or AS %s; waymark world status lists all"
                          .formatted(folder, replica)));
    } catch (StartupException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }
}
