package org.waymark.cli.log;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.command.StopSignals;
import org.waymark.history.LogRange;
import org.waymark.history.replay.ReplaySource;
import org.waymark.history.replay.SliceExport;
import org.waymark.runtime.FileTrouble;
import org.waymark.runtime.SystemClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a slice of the log to a file. */
@Command(
    name = "export",
    description = {
      "Writes a slice of the log to a file, for example to attach the record of an incident to a"
          + " ticket.",
      "The slice contains the trust material and a range of the events, with one line of JSON "
          + "for each record. It also contains the events from the 26 hours before the range, "
          + "because the states in the range depend on them."
    },
    footer = "  waymark log export --from -15m incident.jsonl --config deploy/waymark.toml",
    exitCodeList = {"0:written", "1:stopped by SIGTERM or Ctrl-C", "2:error"})
final class LogExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ReplayPlace place;

  @Option(
      names = "--from",
      paramLabel = "MOMENT",
      description =
          "The moment at which the range begins: a UTC time, a time relative to now such as -15m,"
              + " or an offset. Default: the start of the log.")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "MOMENT",
      description = "The moment at which the range ends. Default: now.")
  private String to;

  @Option(
      names = "--only",
      description =
          "Exports only the range, without the preceding events. If such a slice is imported, "
              + "states are unknown until the first tick at which all missing entries would have "
              + "expired.")
  private boolean only;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "The file to write, which must not exist yet. Default: standard output.")
  private Path file;

  private final AtomicBoolean stopped = new AtomicBoolean();

  @Override
  public Integer call() {
    try (StopSignals _ = new StopSignals(() -> stopped.set(true))) {
      return place.run(new SystemClock(), (source, settings) -> export(source));
    }
  }

  private int export(ReplaySource source) {
    LogRange asked = source.range(Optional.ofNullable(from), Optional.ofNullable(to));
    LogRange range = only ? source.only(asked) : asked;
    String target = file == null ? "standard output" : file.toString();
    try (OutputStream out = open()) {
      boolean whole = SliceExport.write(source, range, out, written -> !stopped.get());
      spec.commandLine()
          .getErr()
          .printf(
              "%s offsets %d to %d of %s to %s%n",
              whole ? "Wrote" : "Stopped while writing",
              range.first(),
              range.to(),
              source.where(),
              target);
      return whole ? ExitCode.YES : ExitCode.NO;
    } catch (IOException e) {
      throw new CommandException("cannot write to " + target + ": " + FileTrouble.of(e), e);
    }
  }

  private OutputStream open() throws IOException {
    return file == null
        ? new Lines(spec.commandLine().getOut())
        : new BufferedOutputStream(
            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  /** Writes whole lines of UTF-8 to the output of a command. */
  private static final class Lines extends OutputStream {
    private final PrintWriter out;

    Lines(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void write(int one) {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      out.print(new String(bytes, from, length, StandardCharsets.UTF_8));
    }

    @Override
    public void flush() throws IOException {
      if (out.checkError()) {
        throw new IOException("the reader has closed the output");
      }
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
