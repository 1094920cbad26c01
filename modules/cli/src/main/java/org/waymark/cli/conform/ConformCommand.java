package org.waymark.cli.conform;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.command.Logging;
import org.waymark.conform.CaseCounts;
import org.waymark.conform.ConformRun;
import org.waymark.conform.vector.UnreadableException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares this implementation with recorded cases of the original path server. */
@Command(
    name = "conform",
    description = {
      "Compares this implementation with recorded cases of the original path server.",
      "The command prints one line for each group of cases and one for each failure. A rule"
          + " describes a deliberate difference from the original; the command also prints how many"
          + " expected results each rule changed."
    },
    footer = "  waymark conform modules/conform/target/test-classes/legacy",
    exitCodeList = {
      "0:no case failed",
      "1:a case failed",
      "2:the folder contains no recorded vectors"
    })
public final class ConformCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DIR",
      description =
          "The folder that contains the recorded cases, in subfolders such as messages and"
              + " segments.")
  private Path folder = Path.of(".");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Logging.silenceServers();
    CaseCounts total = total(spec.commandLine().getOut());
    if (total.cases() == 0) {
      throw new CommandException(folder + " contains no cases: nothing was compared");
    }
    return total.failed() == 0 ? ExitCode.YES : ExitCode.NO;
  }

  private CaseCounts total(PrintWriter out) {
    try {
      return ConformRun.over(folder, out);
    } catch (UnreadableException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }
}
