package org.waymark.cli.conform;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.waymark.cli.CommandException;
import org.waymark.cli.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares this implementation with recorded cases of the original one. */
@Command(
    name = "conform",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the recorded cases in a folder against this implementation.",
      "Prints a line per group, the failures, and how often each rule turned an expectation."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every case that was run passed",
      "1:a case failed",
      "2:the folder holds no recorded vectors"
    })
public final class ConformCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "Holds folders such as messages and segments.")
  private Path folder = Path.of(".");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    VectorFolder vectors = VectorFolder.open(folder);
    Tally total = new ConformRun(vectors, out).run(groups(vectors));
    if (total.cases() == 0) {
      throw new CommandException(
          folder + " holds no case of a group that is supported: nothing was compared");
    }
    return total.failed() == 0 ? ExitCode.YES : ExitCode.NO;
  }

  private static List<VectorGroup> groups(VectorFolder vectors) {
    return List.of();
  }
}
