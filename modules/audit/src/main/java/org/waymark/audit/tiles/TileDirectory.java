package org.waymark.audit.tiles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.waymark.audit.tree.RightEdge;
import org.waymark.runtime.DurableFile;
import org.waymark.runtime.FileTrouble;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;

/**
 * Tiles and the newest checkpoint of one log in a folder that any web server can serve (C2SP
 * tlog-tiles, APIs):
 *
 * <pre>
 *   checkpoint                replaced with each new one
 *   tile/LEVEL/...            never changed; partial tiles are deleted when the full tile exists
 *   tile/entries/...
 *   cosigned/KEY-ID           the largest checkpoint that a witness has cosigned; the file is named
 *                             after its key id, 8 hexadecimal digits
 *   begin                     only if tiles are missing on the left: the right edge (RightEdge)
 *                             after which none are missing; replaced if more tiles are lost
 * </pre>
 *
 * <p>Each file is written in its folder under a name that ends in {@code .new}, synced, and
 * renamed, so a crash leaves either no file or the whole file. Folders are synced by {@link #sync},
 * and before a checkpoint is published, so that all tiles of a published checkpoint exist.
 *
 * <p>Used by one thread of one process at a time, except that another process may read the folder
 * and keep cosigned checkpoints in it.
 */
public final class TileDirectory implements TileStore {
  private static final String CHECKPOINT = "checkpoint";
  private static final String COSIGNED = "cosigned";
  private static final String BEGIN = "begin";

  /** The maximum size of a file, which is the size of a bundle of 256 entries of 65,535 bytes. */
  private static final long MAX_FILE_BYTES = 256L * (2 + 65_535);

  private final Path root;

  /** The folders whose entries may not be durable yet. */
  private final Set<Path> unsynced = new LinkedHashSet<>();

  private TileDirectory(Path root) {
    this.root = root;
  }

  /** Opens the tiles in a folder. The folder is created when the first tile is written. */
  public static TileDirectory open(Path root) {
    return new TileDirectory(root.toAbsolutePath());
  }

  @Override
  public Optional<ByteString> read(Tile tile) {
    try {
      return read(root.resolve(tile.path()));
    } catch (IOException e) {
      throw new TileException.Inaccessible(tile, root, e);
    }
  }

  private static Optional<ByteString> read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > MAX_FILE_BYTES) {
        throw new IOException(
            "it is " + channel.size() + " bytes long, longer than any tile can be");
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // Files that are too short are rejected by the reader.
      }
      return Optional.of(ByteString.of(bytes.array(), 0, bytes.position()));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  @Override
  public void write(Tile tile, ByteString bytes) {
    try {
      Path file = root.resolve(tile.path());
      Optional<ByteString> before = read(file);
      if (before.isEmpty()) {
        replace(file, bytes);
      } else if (!before.get().equals(bytes)) {
        throw new TileException.Forked(tile);
      }
    } catch (IOException e) {
      throw new TileException.Inaccessible(tile, root, e);
    }
  }

  private void replace(Path file, ByteString bytes) throws IOException {
    Path folder = file.getParent();
    Files.createDirectories(folder);
    for (Path each = folder; each.startsWith(root); each = each.getParent()) {
      unsynced.add(each);
    }
    DurableFile.replace(file, bytes.unsafeBytes());
  }

  @Override
  public RightEdge begin() {
    return readWhole(BEGIN).map(this::decodeBegin).orElse(RightEdge.EMPTY);
  }

  private RightEdge decodeBegin(ByteString bytes) {
    return switch (RightEdge.decode(bytes)) {
      case Decoded.Accepted<RightEdge>(RightEdge edge) -> edge;
      case Decoded.Refused<RightEdge>(Refusal refusal) ->
          throw new UncheckedIOException(
              new IOException(
                  "the file "
                      + root.resolve(BEGIN)
                      + " is damaged ("
                      + refusal
                      + "); copy it from a replica with the same tiles, or delete it, but then only"
                      + " records with a complete set of tiles can be proven"));
    };
  }

  @Override
  public void writeBegin(RightEdge edge) {
    replaceWhole(BEGIN, edge.encode());
  }

  @Override
  public void sync() {
    try {
      for (Path folder : unsynced) {
        DurableFile.syncFolder(folder);
      }
      unsynced.clear();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot sync the tiles in " + root, e);
    }
  }

  @Override
  public void deletePartial(Tile full) {
    Path folder = root.resolve(full.partialFolder());
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(folder);
      unsynced.remove(folder);
    } catch (NoSuchFileException _) {
      // No checkpoint was published while this tile was partial, so no partial tile exists.
    } catch (IOException e) {
      throw new TileException.Inaccessible(full, root, e);
    }
  }

  /**
   * Makes the tiles durable, and then publishes a checkpoint in place of the previous one.
   *
   * @param note the signed note of a checkpoint whose tiles have all been written
   * @throws UncheckedIOException if the checkpoint cannot be written
   */
  public void publishCheckpoint(ByteString note) {
    sync();
    replaceWhole(CHECKPOINT, note);
    sync();
  }

  /**
   * {@return the note with the newest published checkpoint, which is not verified}
   *
   * @throws UncheckedIOException if the note cannot be read
   */
  public Optional<ByteString> publishedCheckpoint() {
    return readWhole(CHECKPOINT);
  }

  /**
   * Durably stores the checkpoint that a witness has cosigned, replacing the previous one.
   *
   * @param keyId the id of the witness's key
   * @throws UncheckedIOException if the checkpoint cannot be written
   */
  public void keepCosigned(int keyId, ByteString note) {
    replaceWhole(cosigned(keyId), note);
    sync();
  }

  /**
   * {@return the checkpoint that a witness has cosigned, which is not verified}
   *
   * @throws UncheckedIOException if the checkpoint cannot be read
   */
  public Optional<ByteString> cosignedBy(int keyId) {
    return readWhole(cosigned(keyId));
  }

  private static String cosigned(int keyId) {
    return COSIGNED + "/" + HexFormat.of().toHexDigits(keyId);
  }

  private void replaceWhole(String name, ByteString bytes) {
    try {
      replace(root.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot write the file " + name + " in " + root + ": " + FileTrouble.of(e), e);
    }
  }

  private Optional<ByteString> readWhole(String name) {
    try {
      return read(root.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read the file " + name + " in " + root + ": " + FileTrouble.of(e), e);
    }
  }
}
