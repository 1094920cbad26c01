package org.waymark.store.backing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.waymark.store.row.StoreException;

/**
 * The replica that owns a store directory, as named by the file {@code replica} in the directory.
 * The rows do not name the replica, because they are the same on all replicas. Without this file, a
 * copied directory could serve under two ids, and a copy made while the directory was in use could
 * serve although its files are from different moments.
 *
 * <p>The file is UTF-8 text: the id, a line feed, and the CRC-32C of the id in hexadecimal. A
 * damaged file counts as missing.
 *
 * @param home the store directory
 */
record DirectoryOwner(Path home) {
  private Path file() {
    return home.resolve("replica");
  }

  /** {@return the id of the replica; empty if no replica has used the directory} */
  Optional<String> replica() throws IOException {
    if (!Files.exists(file())) {
      return Optional.empty();
    }
    String text = new String(Files.readAllBytes(file()), StandardCharsets.UTF_8);
    int end = Math.max(0, text.lastIndexOf('\n'));
    String id = text.substring(0, end);
    return text.equals(text(id)) ? Optional.of(id) : Optional.empty();
  }

  /**
   * Records that the directory belongs to the replica.
   *
   * @throws StoreException.OtherReplica if it belongs to another replica
   */
  void claim(String replica) throws IOException {
    Optional<String> owner = replica();
    if (owner.isEmpty()) {
      StoreDirectory.replace(file(), text(replica).getBytes(StandardCharsets.UTF_8));
    } else if (!owner.get().equals(replica)) {
      throw new StoreException.OtherReplica(home, owner.get(), replica);
    }
  }

  private static String text(String id) {
    CRC32C crc = new CRC32C();
    crc.update(id.getBytes(StandardCharsets.UTF_8));
    return id + "\n" + Long.toHexString(crc.getValue());
  }
}
