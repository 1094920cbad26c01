package org.waymark.faults.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.rocksdb.RocksDBException;

/**
 * A plan of the damage that one run causes.
 *
 * @param whileOpen whether a replica is running while its file is damaged
 * @param openedFirst whether the store is opened and read before a replica starts on it
 */
record DamagePlan(
    StoreCopies.Variant variant,
    FileKind kind,
    Damage damage,
    boolean whileOpen,
    boolean openedFirst) {
  private static final int ONE_WHILE_OPEN_IN = 5;

  /** Chooses a plan at random. */
  static DamagePlan choose(SplittableRandom random) {
    if (random.nextInt(ONE_WHILE_OPEN_IN) == 0) {
      // RocksDB never reads any other file of an open database again.
      Damage damage = any(random, Damage.BITS_FLIPPED, Damage.TRUNCATED, Damage.PAGE_ZEROED);
      return new DamagePlan(StoreCopies.Variant.SEALED, FileKind.TABLE, damage, true, false);
    }
    FileKind kind = random.nextInt(3) == 0 ? FileKind.TABLE : any(random, FileKind.values());
    Damage damage = any(random, kind.damages());
    return new DamagePlan(
        any(random, variants(kind, damage)), kind, damage, false, random.nextBoolean());
  }

  private static StoreCopies.Variant[] variants(FileKind kind, Damage damage) {
    if (kind == FileKind.POSITIONS) {
      // No fault of a disk changes one row and keeps all checksums right. If it did so in a store
      // that is ahead of its seal, nothing would notice.
      return new StoreCopies.Variant[] {StoreCopies.Variant.SEALED, StoreCopies.Variant.UNSEALED};
    }
    if (kind == FileKind.SEAL) {
      return damage == Damage.OLDER
          ? new StoreCopies.Variant[] {StoreCopies.Variant.SEALED}
          : new StoreCopies.Variant[] {StoreCopies.Variant.SEALED, StoreCopies.Variant.AHEAD};
    }
    return StoreCopies.Variant.values();
  }

  @SafeVarargs
  private static <T> T any(SplittableRandom random, T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /**
   * Damages a store.
   *
   * @return a description of the damage, for messages
   */
  String apply(Path store, StoreCopies copies, SplittableRandom random)
      throws IOException, RocksDBException {
    if (kind == FileKind.POSITIONS) {
      PositionsRow.change(store, row -> changed(row, copies.olderPositions(), random));
      return this + " of the row";
    }
    List<Path> files = kind.in(store);
    Path file = files.get(random.nextInt(files.size()));
    switch (damage) {
      case MISSING -> Files.delete(file);
      case OLDER -> Files.write(file, older(store, file, files, copies, random));
      default -> Files.write(file, damage.of(Files.readAllBytes(file), random));
    }
    return this + " of " + file.getFileName();
  }

  private byte[] changed(byte[] row, byte[] older, SplittableRandom random) {
    return switch (damage) {
      case MISSING -> new byte[0];
      case OLDER -> older;
      default -> damage.of(row, random);
    };
  }

  /**
   * {@return replacement content, from the earlier copy of the file or, if that is missing or
   * equal, from another file of the same kind in the store or in the earlier copy}
   */
  private byte[] older(
      Path store, Path file, List<Path> files, StoreCopies copies, SplittableRandom random)
      throws IOException {
    byte[] present = Files.readAllBytes(file);
    Path older = copies.older(store, file);
    if (Files.exists(older) && !Arrays.equals(Files.readAllBytes(older), present)) {
      return Files.readAllBytes(older);
    }
    List<byte[]> others = new ArrayList<>();
    for (Path other : Stream.concat(files.stream(), kind.in(copies.older()).stream()).toList()) {
      byte[] content = Files.readAllBytes(other);
      if (!Arrays.equals(content, present)) {
        others.add(content);
      }
    }
    return others.get(random.nextInt(others.size()));
  }
}
