package org.waymark.cli.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.waymark.cli.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints {@code deploy/waymark.toml}, which the build puts next to this class. */
@Command(
    name = "sample",
    description = "Prints a configuration with every key, its meaning and its default.",
    footer = "  waymark config sample")
final class ConfigSampleCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    try (InputStream sample =
        Objects.requireNonNull(ConfigSampleCommand.class.getResourceAsStream("waymark.toml"))) {
      spec.commandLine().getOut().print(new String(sample.readAllBytes(), StandardCharsets.UTF_8));
      spec.commandLine().getOut().flush();
    }
    return ExitCode.YES;
  }
}
