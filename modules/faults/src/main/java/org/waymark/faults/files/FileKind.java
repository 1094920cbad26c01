package org.waymark.faults.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The kinds of files of a store, and the row of positions. */
enum FileKind {
  TABLE("db", ".*\\.sst"),
  MANIFEST("db", "MANIFEST-.*"),
  CURRENT("db", "CURRENT"),
  OPTIONS("db", "OPTIONS-.*"),
  IDENTITY("db", "IDENTITY"),
  SEAL("", "db\\.seal"),

  /**
   * The row of positions, damaged through RocksDB, so that all checksums of RocksDB are right. Only
   * the seal, or without one the digest, can detect this.
   */
  POSITIONS("", "");

  private final String folder;
  private final String pattern;

  FileKind(String folder, String pattern) {
    this.folder = folder;
    this.pattern = pattern;
  }

  /** {@return the kinds of damage that change a file of this kind} */
  Damage[] damages() {
    return switch (this) {
      case TABLE, MANIFEST, SEAL, POSITIONS -> Damage.values();
      // An earlier version has the same content.
      case CURRENT, OPTIONS, IDENTITY ->
          new Damage[] {Damage.BITS_FLIPPED, Damage.TRUNCATED, Damage.PAGE_ZEROED, Damage.MISSING};
    };
  }

  /** {@return the files of this kind, in order of their names} */
  List<Path> in(Path store) throws IOException {
    try (Stream<Path> files = Files.list(store.resolve(folder))) {
      return files.filter(file -> file.getFileName().toString().matches(pattern)).sorted().toList();
    }
  }
}
