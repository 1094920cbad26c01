package org.waymark.cli.history;

import java.util.List;
import picocli.CommandLine.Option;

/** The option that names the moment of a question. */
public final class AsOfOption {
  @Option(
      names = "--as-of",
      paramLabel = "MOMENT",
      defaultValue = "now",
      description =
          "A time such as 2026-11-28T14:32:00Z, a time span before now such as -15m, or an offset."
              + " Default: ${DEFAULT-VALUE}.")
  private String moment;

  /** {@return the moment as it was given} */
  public String text() {
    return moment;
  }

  /** {@return the moment as it was given} */
  public List<String> texts() {
    return List.of(moment);
  }
}
