package org.waymark.cli.segments;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.output.SegmentTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the contents of a segment file. */
@Command(
    name = "show",
    description = "Shows the segments, TRCs and certificate chains in a file.",
    footer = "  waymark segments show segments.json")
final class ShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description = "A file written by waymark segments export, in either of its formats.")
  private Path file;

  @Option(names = "--json", description = "Prints the contents as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    SegmentFile held = SegmentFile.read(file);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(SegmentJson.document(held).toPrettyString());
    } else {
      SegmentTable table = new SegmentTable(out);
      held.segments().forEach(one -> table.row(one.type(), one.segment()));
      held.trcs().forEach(trc -> out.println("with the " + trc));
      held.chains().forEach(chain -> out.println("with the " + chain));
    }
    return held.segments().isEmpty() ? ExitCode.NO : ExitCode.YES;
  }
}
