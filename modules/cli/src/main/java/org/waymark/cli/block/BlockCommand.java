package org.waymark.cli.block;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.DurationConverter;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.log.LogPlace;
import org.waymark.wire.event.BlockSubject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Hides segments from all answers for some time. */
@Command(
    name = "block",
    description = {
      "Hides the segments through an AS or an interface, or one segment.",
      "All replicas of the AS stop including these segments in answers. They remain stored, and"
          + " answers include them again when the block expires or is removed with waymark unblock."
          + " A new block of the same AS, interface or segment replaces the earlier one."
    },
    footer = "  waymark block 1-11#5 --for 6h --reason ticket-812 --config waymark.toml")
public final class BlockCommand implements Callable<Integer> {
  private static final Duration LONGEST = Duration.ofDays(365);

  @Spec private CommandSpec spec;

  @Mixin private LogPlace place;

  @Parameters(
      paramLabel = "SUBJECT",
      converter = BlockSubjectConverter.class,
      description =
          "An AS such as 1-11, an interface such as 1-11#5, or all 64 digits of a segment id.")
  private BlockSubject subject;

  @Option(
      names = "--for",
      required = true,
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "How long the block lasts, such as 30m, 6h or 30d, at most 365d. Replicas renew a block"
              + " that lasts longer than 24h. To change how long a block lasts, run the command"
              + " again.")
  private Duration duration;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "The reason. It is visible to everyone who reads the log's history.")
  private String reason;

  @Override
  public Integer call() {
    if (!duration.isPositive() || duration.compareTo(LONGEST) > 0) {
      throw new CommandException(
          "a block lasts at least 1s and at most 365d, so that none is forgotten: to extend it, run"
              + " the command again before it expires");
    }
    BlockRecord.Result result = BlockRecord.append(place, subject, duration.toMillis(), reason);
    spec.commandLine()
        .getOut()
        .printf(
            "Blocked at offset %d: answers leave out %s until %s%n",
            result.record().offset(),
            BlockRecord.hidden(subject),
            Instant.ofEpochMilli(result.untilMs()));
    return ExitCode.YES;
  }
}
