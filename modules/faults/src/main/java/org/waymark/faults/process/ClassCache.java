package org.waymark.faults.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A cache of loaded classes (JEP 514), which halves the processor time that a child JVM takes to
 * start. {@code tools/faults} has {@link ClassCacheMaker} make the caches after each build; without
 * them, child processes only start more slowly.
 */
public enum ClassCache {
  BROKER,
  REPLICA;

  /** The system property that names the folder of the caches. */
  private static final String FOLDER = "org.waymark.faults.class-caches";

  /** The system property that is set while the caches are made. */
  private static final String MAKING = "org.waymark.faults.makes-class-caches";

  /**
   * {@return the JVM options that make a child process use this cache, or that make it create the
   * cache when it exits}
   */
  public List<String> options() {
    Optional<Path> file =
        Optional.ofNullable(System.getProperty(FOLDER))
            .map(folder -> Path.of(folder, name().toLowerCase(Locale.ROOT) + ".aot"));
    if (file.isEmpty()) {
      return List.of();
    }
    if (Boolean.getBoolean(MAKING)) {
      // Linked classes would be loaded before the main method, and could not be changed there.
      return List.of("-XX:AOTCacheOutput=" + file.get(), "-XX:-AOTClassLinking");
    }
    return Files.exists(file.get()) ? List.of("-XX:AOTCache=" + file.get()) : List.of();
  }
}
