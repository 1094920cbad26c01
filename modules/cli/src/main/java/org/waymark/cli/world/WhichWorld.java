package org.waymark.cli.world;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which running world a command is about. */
final class WhichWorld {
  @Option(
      names = "--world",
      paramLabel = "DIR",
      defaultValue = "world",
      description = "The folder of the world. Default: ${DEFAULT-VALUE}.")
  private Path folder;

  /** {@return the answer of the process that runs it} */
  JsonNode ask(ControlRequest request) {
    return ControlSocket.ask(folder, request);
  }
}
