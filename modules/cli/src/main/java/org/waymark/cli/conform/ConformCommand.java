package org.waymark.cli.conform;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.command.Logging;
import org.waymark.trust.Ed25519;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.control.SegmentCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares this implementation with recorded cases of the original. */
@Command(
    name = "conform",
    description = {
      "Compares this implementation with recorded cases of the original.",
      "It prints a line for each group of cases, the failures, and the number of times that each"
          + " rule changed an expectation."
    },
    footer = "  waymark conform modules/cli/target/test-classes/legacy",
    exitCodeList = {
      "0:no case failed",
      "1:a case failed",
      "2:the folder contains no recorded vectors"
    })
public final class ConformCommand implements Callable<Integer> {
  /**
   * Limits that protect memory, and no others: limits on numbers are a deliberate difference from
   * the original, and no part of the comparison.
   */
  private static final DecoderLimits LIMITS =
      new DecoderLimits(
          16 << 20,
          16 << 20,
          64 << 20,
          64,
          100_000,
          100_000,
          100_000,
          100_000,
          100_000,
          100_000,
          DecoderLimits.DEFAULT.lz4TextBytes());

  @Parameters(
      paramLabel = "DIR",
      description = "The folder of the cases, with subfolders such as messages and segments.")
  private Path folder = Path.of(".");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Logging.silenceServers();
    VectorFolder vectors = VectorFolder.open(folder);
    CaseCounts total = new ConformRun(vectors, out).run(groups(vectors));
    if (total.cases() == 0) {
      throw new CommandException(folder + " contains no cases: nothing was compared");
    }
    return total.failed() == 0 ? ExitCode.YES : ExitCode.NO;
  }

  private static List<VectorGroup> groups(VectorFolder vectors) {
    Ed25519 ed25519 = Ed25519.fastest();
    SegmentJudge judge = new SegmentJudge(ed25519, TrustNetworks.of(vectors));
    return List.of(
        new MessageVectors(LIMITS, ed25519),
        new TrustVectors(ed25519),
        new SegmentVectors(new SegmentCodec(LIMITS), judge),
        RevocationVectors.of(new RevocationCodec(LIMITS), vectors),
        PacketVectors.of(
            new ControlCodec(LIMITS),
            new PacketComparison(new RevocationCodec(LIMITS), SendingServers.of(vectors)),
            vectors),
        ResolutionVectors.of(vectors, LIMITS, ed25519));
  }
}
