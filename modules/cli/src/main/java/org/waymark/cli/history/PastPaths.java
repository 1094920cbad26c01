package org.waymark.cli.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.waymark.segment.IsdAs;

/** Finds the paths that existed from one AS to another at a given point in time. */
public final class PastPaths {
  private PastPaths() {}

  /**
   * Executes the query.
   *
   * @param asOf the moment
   * @param limit the maximum number of paths
   * @return the answer
   */
  public static ObjectNode ask(
      HistoryPlace place, IsdAs source, IsdAs destination, String asOf, int limit) {
    return place.ask(query(source, destination, asOf, limit), List.of(asOf), Optional.empty());
  }

  /**
   * Queries a replica of the source AS in a running world.
   *
   * @return its answer
   */
  public static ObjectNode ask(
      Path world, IsdAs source, IsdAs destination, String asOf, int limit) {
    return WorldPlace.ask(world, source.toString(), query(source, destination, asOf, limit));
  }

  private static ObjectNode query(IsdAs source, IsdAs destination, String asOf, int limit) {
    return HistoryCommand.query("paths")
        .put("src", source.toString())
        .put("dst", destination.toString())
        .put("asOf", asOf)
        .put("limit", limit);
  }

  /** Prints an answer as a table. */
  public static void print(ObjectNode answer, PrintWriter out) {
    HistoryCommand.printHead(answer, out);
    new AnswerTable()
        .column("fingerprint", "fingerprint")
        .column("mtu", "mtu")
        .timeColumn("expires", "expiry")
        .column("sequence", "sequence")
        .print(answer.path("paths"), out);
    HistoryCommand.printEnd(answer, out);
  }
}
