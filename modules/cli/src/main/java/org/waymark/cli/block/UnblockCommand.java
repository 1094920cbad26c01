package org.waymark.cli.block;

import java.util.concurrent.Callable;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.log.LogPlace;
import org.waymark.wire.event.BlockSubject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Removes a block before it expires. */
@Command(
    name = "unblock",
    description = {
      "Removes a block, so that answers include the segments again.",
      "Other blocks can still hide some of these segments; to list all blocks, run 'waymark"
          + " blocks'."
    },
    footer = "  waymark unblock 1-11#5 --reason repaired --config waymark.toml")
public final class UnblockCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private LogPlace place;

  @Parameters(
      paramLabel = "SUBJECT",
      converter = BlockSubjectConverter.class,
      description = "The AS, the interface or the segment id that was blocked.")
  private BlockSubject subject;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "The reason. It is visible to everyone who reads the log's history.")
  private String reason;

  @Override
  public Integer call() {
    BlockRecord.Result result = BlockRecord.append(place, subject, 0, reason);
    spec.commandLine()
        .getOut()
        .printf(
            "Unblocked at offset %d: answers may include %s again%n",
            result.record().offset(), BlockRecord.hidden(subject));
    return ExitCode.YES;
  }
}
