package org.waymark.store;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;

/** Damages the files of a store. */
public final class DamagedFiles {
  private static final int PAGE_BYTES = 4096;

  /** The kinds of damage. */
  public enum Damage {
    DELETED,
    EMPTIED,
    CUT,
    FLIPPED,
    FLIPPED_AT_THE_START,
    PAGE_ZEROED,
    A_FOLDER;

    public void doTo(Path file) throws IOException {
      long size = Files.size(file);
      switch (this) {
        case DELETED -> Files.delete(file);
        case EMPTIED -> Files.write(file, new byte[0]);
        case CUT -> cut(file, size / 2);
        case FLIPPED -> flip(file, size / 2);
        case FLIPPED_AT_THE_START -> flip(file, 3);
        case PAGE_ZEROED -> {
          try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.write(new byte[(int) Math.min(PAGE_BYTES, size)]);
          }
        }
        case A_FOLDER -> {
          Files.delete(file);
          Files.createDirectory(file);
          Files.writeString(file.resolve("stranger"), "of another program");
        }
      }
    }
  }

  private DamagedFiles() {}

  static void cut(Path file, long size) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.setLength(size);
    }
  }

  public static void flip(Path file, long at) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      if (at < bytes.length()) {
        bytes.seek(at);
        int old = bytes.read();
        bytes.seek(at);
        bytes.write(old ^ 0x55);
      }
    }
  }

  /** Writes to a file until its disk is full. */
  public static void fill(Path file) throws IOException {
    try (OutputStream filling = Files.newOutputStream(file)) {
      while (true) {
        filling.write(new byte[4096]);
      }
    } catch (IOException full) {
      if (!String.valueOf(full.getMessage()).contains("space")) {
        throw full;
      }
    }
  }

  public static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  /** {@return the files with their content and modification time} */
  public static Map<String, String> state(Path tree) throws IOException {
    Map<String, String> state = new TreeMap<>();
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.toList()) {
        String content =
            Files.isDirectory(path)
                ? "folder"
                : Sha256.hash(ByteString.owning(Files.readAllBytes(path))).hex();
        state.put(
            tree.relativize(path).toString(), content + " " + Files.getLastModifiedTime(path));
      }
    }
    return state;
  }
}
