package org.waymark.store.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Sha256;
import org.waymark.store.backing.CheckpointFolder;
import org.waymark.store.backing.DatabaseReader;
import org.waymark.store.backing.Seal;
import org.waymark.store.backing.StoppedDirectory;
import org.waymark.store.row.Positions;
import org.waymark.store.row.RowDigest;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.StoreException;

/**
 * Makes snapshots. A snapshot is written under a temporary name. It is renamed to its final name
 * only when all of its files are on disk and its rows match its digest. A folder with the final
 * name is therefore always a complete snapshot, even if the process is killed.
 */
public final class SnapshotExport {
  /** The name of the database in a snapshot, which is the same as in a store directory. */
  static final String DATABASE = "db";

  static final String SEAL = "db.seal";

  private final Path target;
  private final String build;
  private final CopyProgress progress;

  /**
   * @param target the folder to write, which must not exist
   * @param build the version of Waymark, to be named in the manifest
   */
  public SnapshotExport(Path target, String build, CopyProgress progress) {
    this.target = target;
    this.build = build;
    this.progress = progress;
  }

  /** The replica whose store is copied. */
  public record Origin(IsdAs ia, String replica) {}

  /** Requests a checkpoint of the store from a running replica. */
  @FunctionalInterface
  public interface CheckpointRequest {
    /**
     * Waits until the replica has made the checkpoint. {@return the replica; empty if no replica is
     * running}
     */
    Optional<Origin> make();
  }

  /**
   * Makes a snapshot of the store of a running replica, which continues to serve.
   *
   * @param store the store directory
   * @return the manifest; empty if no replica is running
   * @throws SnapshotException if the snapshot cannot be made
   */
  public Optional<SnapshotManifest> ofRunning(Path store, CheckpointRequest request) {
    requireNew();
    try (CheckpointFolder folder =
        CheckpointFolder.lock(store)
            .orElseThrow(
                () ->
                    new SnapshotException.NotTaken(
                        store, "another snapshot is being taken. Wait until it has finished"))) {
      return request
          .make()
          .map(
              origin ->
                  write(
                      store,
                      folder.database(),
                      files(folder.database()),
                      Optional.of(origin.ia()),
                      Optional.of(origin.replica())));
    }
  }

  private static List<String> files(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      // The write-ahead log is off, so its file is empty, and not needed.
      return all.map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".log"))
          .toList();
    } catch (IOException e) {
      throw new SnapshotException.NotRead(folder, e);
    }
  }

  /**
   * Makes a snapshot of a store that no replica uses.
   *
   * @param store the store directory
   * @param ia the AS of the replica, if the caller knows the AS; otherwise, the log must have named
   *     the AS
   * @throws StoreException.InUse if a replica uses the store
   * @throws SnapshotException if the snapshot cannot be made
   */
  public SnapshotManifest ofStopped(Path store, Optional<IsdAs> ia) {
    requireNew();
    try (StoppedDirectory stopped =
        StoppedDirectory.lock(store)
            .orElseThrow(() -> new SnapshotException.NotTaken(store, "there is none"))) {
      requireUsable(store, stopped);
      List<String> files;
      try (DatabaseReader database = DatabaseReader.open(stopped.database())) {
        files = database.files();
      }
      return write(store, stopped.database(), files, ia, stopped.replica());
    }
  }

  private static void requireUsable(Path store, StoppedDirectory stopped) {
    if (stopped.replayNote().isPresent()) {
      throw new SnapshotException.NotTaken(
          store, "it was filled by a replay, so it is not the store of a replica");
    }
    stopped
        .whyDamaged()
        .ifPresent(
            why -> {
              throw new SnapshotException.NotTaken(store, "it must not be used: " + why);
            });
    if (stopped.isBuilding()) {
      throw new StoreException.NotWhole(store.toString());
    }
    sealFault(stopped)
        .ifPresent(
            why -> {
              throw new SnapshotException.NotTaken(store, why);
            });
  }

  private static Optional<String> sealFault(StoppedDirectory stopped) {
    try {
      return Files.exists(stopped.seal())
          ? Seal.decode(Files.readAllBytes(stopped.seal()))
              .map(seal -> differs(seal, stopped.database()))
              .orElse(Optional.of("its seal is damaged"))
          : Optional.empty();
    } catch (IOException e) {
      throw new SnapshotException.NotRead(stopped.seal(), e);
    }
  }

  private static Optional<String> differs(Seal seal, Path database) {
    try {
      return seal.differsFrom(database);
    } catch (IOException e) {
      throw new SnapshotException.NotRead(database, e);
    }
  }

  private void requireNew() {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new SnapshotException.Exists(target);
    }
  }

  private SnapshotManifest write(
      Path store, Path database, List<String> names, Optional<IsdAs> ia, Optional<String> replica) {
    try (PartialFolder partial = PartialFolder.of(target)) {
      SortedMap<String, SnapshotFile> files = new TreeMap<>();
      Seal seal = copy(store, database, names, partial.path(), files);
      byte[] sealed = seal.encode();
      write(partial.path().resolve(SEAL), sealed);
      files.put(SEAL, new SnapshotFile(sealed.length, new Sha256().addBytes(sealed).digest()));
      Positions positions = Positions.decode(seal.positions().toBytes());
      SnapshotManifest manifest =
          new SnapshotManifest(build, owner(store, ia, positions), replica, positions, files);
      write(partial.path().resolve(SnapshotManifest.FILE), manifest.encode());
      partial.complete();
      return manifest;
    } catch (IOException e) {
      throw new SnapshotException.NotWritten(target, e);
    }
  }

  private static IsdAs owner(Path store, Optional<IsdAs> ia, Positions positions) {
    return ia.or(positions::owner)
        .orElseThrow(
            () ->
                new SnapshotException.NotTaken(
                    store,
                    "its log does not say to which AS it belongs. Specify the replica with"
                        + " --config"));
  }

  /**
   * Copies the database, and checks the copy.
   *
   * @param files receives the copied files
   * @return the seal of the copy
   */
  private Seal copy(
      Path store,
      Path database,
      List<String> names,
      Path folder,
      SortedMap<String, SnapshotFile> files)
      throws IOException {
    Path copy = Files.createDirectory(folder.resolve(DATABASE));
    FileCopier copier = new FileCopier(progress, size(database, names));
    SortedMap<String, Seal.SealedFile> sealed = new TreeMap<>();
    for (String name : names) {
      FileCopier.Hashed hashed = copier.copy(database.resolve(name), copy.resolve(name));
      files.put(DATABASE + "/" + name, hashed.file());
      if (Seal.covers(name)) {
        sealed.put(name, hashed.sealed());
      }
    }
    try (DatabaseReader reader = DatabaseReader.open(copy)) {
      byte[] row =
          reader
              .positions()
              .orElseThrow(() -> new SnapshotException.NotTaken(store, "it has no rows yet"));
      requireDigest(store, reader, Positions.decode(row));
      return new Seal(ByteString.owning(row), sealed);
    }
  }

  private static long size(Path folder, List<String> names) {
    long size = 0;
    for (String name : names) {
      try {
        size += Files.size(folder.resolve(name));
      } catch (IOException e) {
        throw new SnapshotException.NotRead(folder.resolve(name), e);
      }
    }
    return size;
  }

  private static void requireDigest(Path store, DatabaseReader reader, Positions positions) {
    try (RowSnapshot rows = reader.rows().snapshot()) {
      for (Topic topic : List.of(Topic.EVENTS, Topic.TRUST)) {
        if (!RowDigest.of(rows, positions, topic).equals(positions.digest(topic))) {
          throw new SnapshotException.NotTaken(
              store,
              "its rows do not match its digest. Stop the replica, find the first wrong row with:"
                  + " waymark store verify; and remove the store, which is then rebuilt");
        }
      }
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(content);
      while (left.hasRemaining()) {
        out.write(left);
      }
      out.force(true);
    }
  }
}
