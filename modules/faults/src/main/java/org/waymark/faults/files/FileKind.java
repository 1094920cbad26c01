package org.waymark.faults.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The kinds of files in a store. The positions row counts as one of them. */
enum FileKind {
  TABLE("db", ".*\\.sst"),
  MANIFEST("db", "MANIFEST-.*"),
  CURRENT("db", "CURRENT"),
  OPTIONS("db", "OPTIONS-.*"),
  IDENTITY("db", "IDENTITY"),
  SEAL("", "db\\.seal"),

  /**
   * The positions row, changed through RocksDB, so that all of RocksDB's checksums are correct.
   * Only the seal can detect this damage or, if there is no seal, the digest.
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

  /** {@return the files of this kind, ordered by name} */
  List<Path> in(Path store) throws IOException {
    try (Stream<Path> files = Files.list(store.resolve(folder))) {
      return files.filter(file -> file.getFileName().toString().matches(pattern)).sorted().toList();
    }
  }
}
