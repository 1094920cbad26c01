package org.waymark.cli.segments;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.runtime.Causes;
import org.waymark.runtime.SocketAddresses;
import org.waymark.runtime.SystemClock;
import org.waymark.runtime.Waiting;
import org.waymark.segment.IsdAs;
import org.waymark.server.settings.AppendLimits;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Registers the segments in a file with a path server. */
@Command(
    name = "import",
    description = {
      "Registers the segments in a file with a path server.",
      "The command first sends the TRCs and certificate chains in the file and then the segments,"
          + " no faster than a path server accepts them from one host. Path servers do not answer"
          + " registrations. To check the result, request the segments with waymark ask, or read"
          + " the log of the path server."
    },
    footer = "  waymark segments import segments.json --server 192.0.2.11:30252 --as 1-14")
final class ImportCommand implements Callable<Integer> {
  /** The maximum number of records per second that a path server accepts from one source. */
  private static final int TAKEN_PER_S = AppendLimits.DEFAULT.perSourcePerS();

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description = "A file written by waymark segments export, in either of its formats.")
  private Path file;

  @Option(
      names = "--server",
      required = true,
      paramLabel = "IP:PORT",
      description = "The UDP address of the path server.")
  private InetSocketAddress server;

  @Option(
      names = "--as",
      required = true,
      paramLabel = "ISD-AS",
      description = "The AS of the path server.")
  private IsdAs as;

  @Override
  public Integer call() {
    SegmentFile held = SegmentFile.read(file);
    List<Message> messages = SegmentMessages.of(held);
    try (ScionUdpClient client = new ScionUdpClient(server, as, as, new SystemClock())) {
      for (Message message : messages) {
        client.send(message);
        Waiting.pause(pauseAfter(message));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted while sending", e);
    } catch (IOException e) {
      throw new CommandException(
          "cannot send to "
              + SocketAddresses.text(server)
              + " ("
              + Causes.text(e)
              + "): is a path server listening there?",
          e);
    }
    spec.commandLine()
        .getOut()
        .printf(
            "Sent %d segments, %d TRCs and %d chains in %d messages%n",
            held.segments().size(), held.trcs().size(), held.chains().size(), messages.size());
    return held.segments().isEmpty() ? ExitCode.NO : ExitCode.YES;
  }

  /**
   * Computes the pause after a message that keeps the sender within the budget of a path server.
   *
   * @return the pause
   */
  static Duration pauseAfter(Message message) {
    int entries =
        switch (message) {
          case SegmentRegistration(SegmentRecords records) -> records.records().size();
          default -> 1;
        };
    return Duration.ofSeconds(1).multipliedBy(entries).dividedBy(TAKEN_PER_S);
  }
}
