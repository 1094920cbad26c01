package org.waymark.cli.world;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that selects a running world. */
final class WhichWorld {
  @Option(
      names = "--world",
      paramLabel = "DIR",
      defaultValue = "world",
      description = "The folder of the world. Default: ${DEFAULT-VALUE}.")
  private Path folder;

  /**
   * Sends a request to the process that runs the world.
   *
   * @return the response
   */
  JsonNode ask(ControlRequest request) {
    return ControlSocket.ask(folder, request);
  }
}
