package org.waymark.edge.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.waymark.runtime.FileTrouble;

/** Reads files with secrets that a configuration names. */
final class SecretFile {
  private SecretFile() {}

  /**
   * {@return the text of a file}
   *
   * @param key the key of the configuration that names the file
   * @param content what the file should contain
   * @throws StartupException if the file cannot be read
   */
  static String read(SettingsFile settings, String key, Path file, String content)
      throws StartupException {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw settings.wrong(
          key,
          "a file that cannot be read (" + FileTrouble.of(e) + ")",
          "the path of a file with " + content);
    }
  }
}
