package org.waymark.edge.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds what is wrong with a configuration, without starting a replica. */
public final class ConfigCheck {
  private ConfigCheck() {}

  /**
   * Reads a configuration and the start-up files of its AS.
   *
   * @param overrides values that replace those in the file
   * @return one line for each problem, which names the line, the key and what is expected; empty if
   *     a replica could read the configuration. Problems behind one that cannot be passed over,
   *     such as a missing key, are not found
   */
  public static List<String> problems(Path file, Overrides overrides) {
    List<String> problems = new ArrayList<>();
    try {
      SettingsFile settings = SettingsFile.toml(file, overrides);
      while (true) {
        try {
          ReplicaConfig.read(file, settings);
          return problems;
        } catch (SettingException wrong) {
          problems.add(wrong.getMessage());
          // The rest is read as if the key did not exist.
          if (!settings.remove(wrong.key())) {
            return problems;
          }
        }
      }
    } catch (StartupException unreadable) {
      problems.add(unreadable.getMessage());
      return problems;
    }
  }
}
