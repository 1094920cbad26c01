package org.waymark.cli.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Option;

/** A command that queries the state at a point in time. */
abstract class AsOfCommand extends HistoryCommand {
  @Option(
      names = "--as-of",
      paramLabel = "MOMENT",
      defaultValue = "now",
      description =
          "A time such as 2026-11-28T14:32:00Z, a time relative to now such as -15m, or an offset,"
              + " which means the moment just before the record with that offset. Default:"
              + " ${DEFAULT-VALUE}.")
  private String asOf;

  /**
   * Creates a query about the moment, to which parameters can be added.
   *
   * @return the query
   */
  protected ObjectNode queryAsOf(String name) {
    return query(name).put("asOf", asOf);
  }

  @Override
  protected List<String> moments() {
    return List.of(asOf);
  }
}
