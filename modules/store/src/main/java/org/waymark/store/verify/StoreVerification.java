package org.waymark.store.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.waymark.log.LogIdentity;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.store.Store;
import org.waymark.store.backing.DatabaseReader;
import org.waymark.store.backing.Seal;
import org.waymark.store.backing.StoppedDirectory;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.ApplyVersion;
import org.waymark.store.row.Family;
import org.waymark.store.row.FoldStart;
import org.waymark.store.row.HistoryKeys;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Positions;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.StateDigest;
import org.waymark.store.row.StoreException;
import org.waymark.store.snapshot.CopyProgress;
import org.waymark.store.snapshot.Snapshot;
import org.waymark.store.snapshot.SnapshotException;

/**
 * Verifies a stopped store or a snapshot: its files are compared with the seal or the manifest, and
 * each row is compared with the rows from which it follows. Nothing is changed. Used by one thread;
 * closing this object releases the store.
 */
public final class StoreVerification implements AutoCloseable {
  /**
   * The tables that contain the state, and the tables derived from the state; not the history
   * tables.
   */
  private static final Set<Family> PRESENT = EnumSet.range(Family.SEGMENTS, Family.ENDS);

  private final Path directory;
  private final ApplySettings settings;
  private final Optional<StoppedDirectory> stopped;
  private final Optional<Snapshot> snapshot;
  private Optional<DatabaseReader> database = Optional.empty();
  private Optional<Positions> positions = Optional.empty();

  private StoreVerification(
      Path directory,
      ApplySettings settings,
      Optional<StoppedDirectory> stopped,
      Optional<Snapshot> snapshot) {
    this.directory = directory;
    this.settings = settings;
    this.stopped = stopped;
    this.snapshot = snapshot;
  }

  /**
   * Opens a directory.
   *
   * @param directory a store directory or a snapshot
   * @param settings the replica's settings, of which only the decoder limits and {@code ahead}
   *     matter
   * @return the verification; empty if there is no store
   * @throws StoreException.InUse if a replica uses the store
   * @throws SnapshotException if the directory is a snapshot whose manifest is invalid or some of
   *     whose files are missing
   */
  public static Optional<StoreVerification> open(Path directory, ApplySettings settings) {
    if (Snapshot.isIn(directory)) {
      Optional<Snapshot> snapshot = Optional.of(Snapshot.open(directory));
      return Optional.of(new StoreVerification(directory, settings, Optional.empty(), snapshot));
    }
    return StoppedDirectory.lock(directory)
        .map(
            stopped ->
                new StoreVerification(directory, settings, Optional.of(stopped), Optional.empty()));
  }

  /** {@return whether the directory is a snapshot rather than a store directory} */
  public boolean isSnapshot() {
    return snapshot.isPresent();
  }

  /**
   * Verifies files and rows, up to the first difference.
   *
   * @param files receives the progress of reading a snapshot's files
   * @throws StoreException.Unusable if the rows were written by other apply rules, so that they
   *     cannot be derived here
   * @throws StoreException.Unreadable if files cannot be read
   */
  public VerificationResult run(CopyProgress files, RowProgress rows) {
    Optional<RowDifference> wrongFile = files(files);
    if (wrongFile.isPresent()) {
      return VerificationResult.different(wrongFile.get());
    }
    try {
      DatabaseReader reader = DatabaseReader.open(databaseFolder());
      database = Optional.of(reader);
      reader.verifyChecksums();
      return rows(reader, rows);
    } catch (StoreException.Unavailable e) {
      return VerificationResult.different(
          RowDifference.ofFile("db", "a database that can be read", e.getMessage()));
    }
  }

  private Path databaseFolder() {
    return snapshot.map(Snapshot::database).orElseGet(() -> stopped.orElseThrow().database());
  }

  private Optional<RowDifference> files(CopyProgress progress) {
    if (snapshot.isPresent()) {
      try {
        snapshot.get().requireContent(progress);
        return Optional.empty();
      } catch (SnapshotException.Damaged e) {
        return Optional.of(
            RowDifference.ofFile(
                directory.toString(), "the files of the manifest", e.getMessage()));
      }
    }
    Optional<String> noted = stopped.orElseThrow().whyDamaged();
    return noted.isPresent()
        ? Optional.of(RowDifference.ofFile("damaged", "no such file", noted.get()))
        : seal().flatMap(this::seal);
  }

  /** {@return the content of the seal, if there is one} */
  private Optional<byte[]> seal() {
    Path file = stopped.orElseThrow().seal();
    try {
      return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    } catch (IOException e) {
      throw new StoreException.Unreadable(directory, e);
    }
  }

  private Optional<RowDifference> seal(byte[] content) {
    Optional<Seal> seal = Seal.decode(content);
    if (seal.isEmpty()) {
      return Optional.of(RowDifference.ofFile("db.seal", "a seal", "text that is not a seal"));
    }
    try {
      return seal.get()
          .differsFrom(databaseFolder())
          .map(why -> RowDifference.ofFile("db", "the files that were sealed", why));
    } catch (IOException e) {
      throw new StoreException.Unreadable(directory, e);
    }
  }

  private VerificationResult rows(DatabaseReader reader, RowProgress progress) {
    Optional<byte[]> row = reader.positions();
    Optional<RowDifference> wrongSeal = contradicted(row);
    if (wrongSeal.isPresent()) {
      return VerificationResult.different(wrongSeal.get());
    }
    if (row.isEmpty()) {
      return VerificationResult.different(
          RowDifference.of(Family.POSITIONS, Keys.POSITIONS, "a row", "no row"));
    }
    Positions found = Positions.decode(row.get());
    requireRules(found.applyVersion());
    positions = Optional.of(found);
    RowVerification.Outcome outcome =
        new RowVerification(reader.rows(), settings).run(found, reader.estimatedRows(), progress);
    return new VerificationResult(outcome.rows(), outcome.difference());
  }

  /** Compares the positions row with the seal, or with the manifest if this is a snapshot. */
  private Optional<RowDifference> contradicted(Optional<byte[]> row) {
    if (snapshot.isPresent()) {
      byte[] expected = snapshot.get().manifest().encodedPositions();
      return row.isPresent() && Arrays.equals(expected, row.get())
          ? Optional.empty()
          : Optional.of(
              RowDifference.of(Family.POSITIONS, Keys.POSITIONS, Optional.of(expected), row));
    }
    return seal()
        .flatMap(Seal::decode)
        .flatMap(seal -> seal.contradicts(row))
        .map(
            why ->
                RowDifference.of(
                    Family.POSITIONS, Keys.POSITIONS, "positions that agree with the seal", why));
  }

  private void requireRules(ApplyVersion found) {
    if (!ApplyVersion.ANY_SETTINGS.accepts(found)) {
      throw new StoreException.Unusable(
          directory,
          "it was built with apply version %s, and this build can verify only version %d"
              .formatted(found, ApplyVersion.CURRENT_NUMBER));
    }
  }

  private Positions positions() {
    return positions.orElseThrow(() -> new IllegalStateException("there are no positions yet"));
  }

  /** {@return the offset of the first record of the topic that the store has not applied} */
  public long nextOffset(Topic topic) {
    return positions.flatMap(now -> now.position(topic)).map(Position::nextOffset).orElse(0L);
  }

  /** {@return the digest in the positions row; empty if the verification did not reach that row} */
  public Optional<StateDigest> digest(Topic topic) {
    return positions.map(now -> now.digest(topic));
  }

  /** {@return the log from which the store was built, if it has applied a record} */
  public Optional<LogIdentity> log() {
    return positions.flatMap(Positions::log);
  }

  /**
   * {@return whether the rows equal the rows of a fold from offset 0, so that they can be compared}
   */
  public boolean isComplete() {
    return positions().lastTickMs() >= positions().start().completeFromMs(settings.aheadMs());
  }

  /** {@return whether the store contains the history of every record of the log} */
  public boolean hasWholeHistory() {
    try (RowSnapshot rows = database.orElseThrow().rows().snapshot()) {
      return positions().start() instanceof FoldStart.FromZero
          && rows.get(Family.TIMES, HistoryKeys.TRIMMED_TO).isEmpty();
    }
  }

  /**
   * Compares the rows with the rows of a store into which the log was folded up to the same
   * offsets. History and positions are compared only if both stores contain the whole history.
   *
   * @param fold the other store, folded up to {@link #nextOffset} of both topics
   * @param wholeHistory whether the fold began at the first record and forgot nothing
   */
  public Optional<RowDifference> compare(Store fold, boolean wholeHistory) {
    Set<Family> compared =
        wholeHistory && hasWholeHistory() ? EnumSet.allOf(Family.class) : PRESENT;
    try (RowSnapshot expected = fold.rows();
        RowSnapshot found = database.orElseThrow().rows().snapshot()) {
      return RowComparison.first(expected, found, compared);
    }
  }

  @Override
  public void close() {
    try {
      database.ifPresent(DatabaseReader::close);
    } finally {
      stopped.ifPresent(StoppedDirectory::close);
    }
  }
}
