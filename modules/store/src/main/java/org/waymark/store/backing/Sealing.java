package org.waymark.store.backing;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.waymark.segment.ByteString;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.StoreException;

/**
 * Seals a database after each flush. For files that do not grow, the checksum is computed only
 * once.
 *
 * <p>Owned by the backing of a store. The thread that applies, and one that copies or closes the
 * store, seal one after another, under the lock of this object.
 */
final class Sealing {
  private static final String TABLE_SUFFIX = ".sst";

  private final StoreDirectory directory;
  private SortedMap<String, Seal.SealedFile> known;

  /**
   * @param last the seal of the database when it was opened
   */
  Sealing(StoreDirectory directory, Optional<Seal> last) {
    this.directory = directory;
    known = last.map(Seal::files).orElseGet(TreeMap::new);
  }

  /**
   * Seals the flushed state.
   *
   * @throws StoreException.Unavailable if the seal cannot be written
   */
  synchronized void seal(RocksDatabase database) {
    // The positions are read before the files are listed. If a flush happens in between, the
    // database is ahead of the seal, which is allowed.
    Optional<byte[]> positions = database.persisted(Family.POSITIONS, Keys.POSITIONS);
    if (positions.isEmpty()) {
      return;
    }
    List<String> names = database.liveFiles();
    try {
      SortedMap<String, Seal.SealedFile> files = new TreeMap<>();
      for (String name : names) {
        if (!Seal.covers(name)) {
          continue;
        }
        file(name).ifPresent(file -> files.put(name, file));
      }
      StoreDirectory.replace(
          directory.seal(), new Seal(ByteString.owning(positions.get()), files).encode());
      known = files;
    } catch (IOException e) {
      throw new StoreException.Unavailable("write its seal", e, false);
    }
  }

  private Optional<Seal.SealedFile> file(String name) throws IOException {
    boolean grows = !name.endsWith(TABLE_SUFFIX);
    if (!grows && known.containsKey(name)) {
      return Optional.of(known.get(name));
    }
    Path path = directory.database().resolve(name);
    try {
      return Optional.of(Seal.SealedFile.of(path));
    } catch (NoSuchFileException e) {
      // The file was compacted away after the files were listed.
      return Optional.empty();
    }
  }
}
