package org.waymark.cli.world;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.waymark.cli.command.CommandException;
import org.waymark.edge.config.AsSettings;
import org.waymark.edge.config.StartupException;
import org.waymark.edge.config.Topology;
import org.waymark.segment.IsdAs;
import org.waymark.segment.TreeTtls;
import org.waymark.world.folder.WorldFolder;

/**
 * An AS of a world that runs in real time, as a program on this machine finds it.
 *
 * @param topology with its path servers
 * @param treeTtls of the whole world
 * @param dispatcher where the socket of the dispatcher is that its path servers are behind, if they
 *     are behind one and it runs
 */
public record ReachableAs(Topology topology, TreeTtls treeTtls, Path dispatcher) {
  private static final int LISTED = 20;

  /**
   * {@return the AS}
   *
   * @throws CommandException when the folder has no world, nobody runs it, its time is virtual, or
   *     it has no such AS
   */
  public static ReachableAs of(Path folder, IsdAs ia) {
    JsonNode status = ControlSocket.ask(folder, new ControlRequest.Status());
    requireAs(folder, ia, status.path("ases"));
    if (status.path("virtual").asBoolean()) {
      throw new CommandException(
          "the world in %s is virtual, no program outside can ask its servers: use world probe"
              .formatted(folder));
    }
    Path files = WorldFolder.asFolder(folder, ia);
    try {
      return new ReachableAs(
          Topology.read(files.resolve("topology.json")),
          TreeTtls.everywhere(AsSettings.read(files.resolve("as.yml")).revocationTreeTtlS()),
          WorldFolder.dispatcherSocket(folder, ia));
    } catch (StartupException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private static void requireAs(Path folder, IsdAs ia, JsonNode ases) {
    List<String> there = new ArrayList<>();
    ases.forEach(as -> there.add(as.path("isdAs").asText()));
    if (!there.contains(ia.toString())) {
      throw new CommandException(
          "the world in %s has no AS %s, it has %s%s"
              .formatted(
                  folder,
                  ia,
                  String.join(", ", there.subList(0, Math.min(LISTED, there.size()))),
                  there.size() > LISTED ? " and %d more".formatted(there.size() - LISTED) : ""));
    }
  }
}
