package org.waymark.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.waymark.edge.config.Overrides;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;

/** Reads configurations, over which the environment of this process has precedence. */
public final class ConfigFile {
  private ConfigFile() {}

  /** {@return the configuration in a file, with the values of the environment} */
  public static ReplicaConfig read(Path file) throws StartupException {
    return ReplicaConfig.read(file, Overrides.of(environment(), List.of()));
  }

  /** {@return the variables of this process} */
  public static Map<String, String> environment() {
    return System.getenv();
  }
}
