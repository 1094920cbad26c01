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
 * An AS of a world that runs in real time, with the data that other programs on this machine need
 * to reach it.
 *
 * @param topology the topology of the AS, which lists its path servers
 * @param treeTtls the treeTTL of all ASes of the world
 * @param dispatcher the path of the dispatcher's socket, which exists only while the path servers
 *     are behind a running dispatcher
 */
public record ReachableAs(Topology topology, TreeTtls treeTtls, Path dispatcher) {
  private static final int LISTED = 20;

  /**
   * Finds an AS of a running world.
   *
   * @return the AS
   * @throws CommandException if the folder contains no world, or the world is not running, is
   *     virtual, or has no such AS
   */
  public static ReachableAs of(Path folder, IsdAs ia) {
    JsonNode status = ControlSocket.ask(folder, new ControlRequest.Status());
    requireAs(folder, ia, status.path("ases"));
    if (status.path("virtual").asBoolean()) {
      throw new CommandException(
          "the world in %s is virtual, so other programs cannot reach its servers: use world probe"
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
          "the world in %s has no AS %s; its ASes are %s%s"
              .formatted(
                  folder,
                  ia,
                  String.join(", ", there.subList(0, Math.min(LISTED, there.size()))),
                  there.size() > LISTED ? " and %d more".formatted(there.size() - LISTED) : ""));
    }
  }
}
