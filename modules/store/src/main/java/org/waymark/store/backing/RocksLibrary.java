package org.waymark.store.backing;

import java.io.IOException;
import java.net.URL;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.runtime.NativeLibraries;

/**
 * Loads the native library of RocksDB. The library is 17 MB in size, so all processes of a user
 * share one extracted copy.
 */
final class RocksLibrary {
  private static final Logger log = LoggerFactory.getLogger(RocksLibrary.class);

  private static final String IN_JAR = Environment.getJniLibraryFileName("rocksdb");

  /**
   * The file name that {@link RocksDB#loadLibrary(List)} looks for. It differs from the name in the
   * jar.
   */
  private static final String IN_FOLDER = Environment.getJniLibraryFileName("rocksdbjni");

  private RocksLibrary() {}

  /** Loads the library. Further calls have no effect. */
  static void load() {
    try {
      load(NativeLibraries.ofUser());
    } catch (IOException | UnsatisfiedLinkError e) {
      log.warn(
          "Extracting the RocksDB library for this process only, because the shared copy cannot be"
              + " used: {}",
          e.getMessage());
      RocksDB.loadLibrary();
    }
  }

  private static void load(NativeLibraries libraries) throws IOException {
    URL library = RocksDB.class.getResource("/" + IN_JAR);
    if (library == null) {
      throw new IOException("the RocksDB jar has no library for this platform");
    }
    RocksDB.loadLibrary(List.of(libraries.folderOf(library, IN_FOLDER).toString()));
  }
}
