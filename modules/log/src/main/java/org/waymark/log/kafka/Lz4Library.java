package org.waymark.log.kafka;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.runtime.NativeLibraries;

/**
 * The native library that Kafka's clients use for compression. The clients look for the library in
 * the library path. If it is not there, every process extracts its own copy into the machine's
 * temporary folder and leaves the copy behind when the process is killed. The library path of a
 * running process cannot be changed, so {@code tools/waymark} points the path at a subfolder of
 * {@link NativeLibraries}, and this class fills that folder.
 */
public final class Lz4Library {
  private static final Logger log = LoggerFactory.getLogger(Lz4Library.class);
  private static final String FILE = "/net/jpountz/util/linux/%s/liblz4-java.so";

  private Lz4Library() {}

  /**
   * Copies the library into the library path, if that path is the folder reserved for the library.
   * Must be called before the library is loaded.
   */
  public static void prepare() {
    NativeLibraries libraries = NativeLibraries.ofUser();
    Path libraryPath = Path.of(System.getProperty("java.library.path"));
    if (!libraryPath.startsWith(libraries.folder())) {
      return;
    }
    URL library = Lz4Library.class.getResource(FILE.formatted(System.getProperty("os.arch")));
    if (library == null) {
      return;
    }
    try {
      libraries.copyInto(libraryPath, library);
    } catch (IOException e) {
      log.warn(
          "Extracting a copy of the LZ4 library for this process only, because the shared copy"
              + " cannot be used: {}",
          e.getMessage());
    }
  }
}
