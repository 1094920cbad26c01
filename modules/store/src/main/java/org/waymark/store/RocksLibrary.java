package org.waymark.store;

import java.io.IOException;
import java.net.URL;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.runtime.NativeLibraries;

/** The native library of RocksDB: 17 MB, of which each user needs one copy. */
final class RocksLibrary {
  private static final Logger log = LoggerFactory.getLogger(RocksLibrary.class);

  private static final String IN_JAR = Environment.getJniLibraryFileName("rocksdb");

  /** What {@link RocksDB#loadLibrary(List)} looks for, which is not the name in the jar. */
  private static final String IN_FOLDER = Environment.getJniLibraryFileName("rocksdbjni");

  private RocksLibrary() {}

  /** Loads it; a second call does nothing. */
  static void load() {
    try {
      load(NativeLibraries.ofUser());
    } catch (IOException | UnsatisfiedLinkError e) {
      log.warn("RocksDB extracts a library for this process alone: {}", e.getMessage());
      RocksDB.loadLibrary();
    }
  }

  private static void load(NativeLibraries libraries) throws IOException {
    URL library = RocksDB.class.getResource("/" + IN_JAR);
    if (library == null) {
      throw new IOException("there is none for this machine");
    }
    RocksDB.loadLibrary(List.of(libraries.folderOf(library, IN_FOLDER).toString()));
  }
}
