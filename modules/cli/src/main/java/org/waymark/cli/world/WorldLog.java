package org.waymark.cli.world;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.waymark.cli.command.CommandException;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.runtime.Clock;
import org.waymark.world.folder.WorldFolder;

/** The log of an AS in a running world. */
public final class WorldLog {
  private WorldLog() {}

  /**
   * Opens the log of an AS in a running world. The log of a virtual world is copied, because it
   * exists only in memory.
   *
   * @param replica the id of a replica, or its AS
   * @param clock the clock of this machine
   * @throws CommandException if the folder contains no world, or the world is not running, or has
   *     no such replica
   * @throws org.waymark.log.LogException if the log cannot be opened
   */
  public static OpenedLog open(Path folder, String replica, Clock clock) {
    JsonNode status = ControlSocket.ask(folder, new ControlRequest.Status());
    ReplicaConfig config = config(folder, replica);
    if (!status.has(WorldStatusDocument.KAFKA)) {
      CopiedLog copy = new CopiedLog(folder, replica);
      return new OpenedLog(copy.log(), config.kafka().names(), config.applySettings(), copy, true);
    }
    ReplicaConfig known =
        config.withBootstrapServers(status.path(WorldStatusDocument.KAFKA).asText());
    return new OpenedLog(
        KafkaEventLog.open(known.kafka(), clock),
        known.kafka().names(),
        known.applySettings(),
        clock,
        false);
  }

  private static ReplicaConfig config(Path folder, String replica) {
    try {
      return WorldFolder.open(folder)
          .plan()
          .replica(replica)
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
