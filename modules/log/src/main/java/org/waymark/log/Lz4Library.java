package org.waymark.log;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.runtime.NativeLibraries;

/**
 * The native library that Kafka's clients compress with. It is looked for in the library path, and
 * extracted into the temporary folder of the machine when it is not there: once per process, to
 * stay if the process is killed. A library path cannot be changed in a running process, so {@code
 * tools/waymark} names a subfolder of {@link NativeLibraries}, which is filled here.
 */
public final class Lz4Library {
  private static final Logger log = LoggerFactory.getLogger(Lz4Library.class);
  private static final String FILE = "/net/jpountz/util/linux/%s/liblz4-java.so";

  private Lz4Library() {}

  /** Copies the library into the library path, if that is meant for it; before it is loaded. */
  public static void prepare() {
    NativeLibraries libraries = NativeLibraries.ofUser();
    Path libraryPath = Path.of(System.getProperty("java.library.path"));
    URL library = Lz4Library.class.getResource(FILE.formatted(System.getProperty("os.arch")));
    if (library == null || !libraryPath.startsWith(libraries.folder())) {
      return;
    }
    try {
      libraries.copyInto(libraryPath, library);
    } catch (IOException e) {
      log.warn("LZ4 extracts a library for this process alone: {}", e.getMessage());
    }
  }
}
