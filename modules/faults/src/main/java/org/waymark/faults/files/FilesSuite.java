package org.waymark.faults.files;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.waymark.faults.Run;
import org.waymark.faults.Size;
import org.waymark.faults.Suite;
import org.waymark.faults.truth.Model;
import org.waymark.faults.truth.RecordedLog;

/**
 * Damages one file of a store in each run. A replica must use the store unchanged, continue from an
 * earlier flush, or detect the damage and rebuild the store. It must never answer with wrong rows.
 */
public final class FilesSuite implements Suite {
  private static final int CI_RUNS = 300;
  private static final int RELEASE_RUNS = 5_000;
  private static final int EVENTS = 2_000;
  private static final long LOG_SEED = 11;

  /**
   * The number of runs for which each kind of file, of damage and of outcome must occur at least
   * once.
   */
  private static final int RUNS_PER_KIND = 50;

  private Optional<Prepared> prepared = Optional.empty();

  /** The data that all runs share. */
  private record Prepared(Model model, StoreCopies copies) {}

  @Override
  public String name() {
    return "files";
  }

  @Override
  public long runs(Size size) {
    return size == Size.CI ? CI_RUNS : RELEASE_RUNS;
  }

  @Override
  public Map<String, Long> floors(Size size) {
    long each = runs(size) / RUNS_PER_KIND;
    Map<String, Long> floors = new HashMap<>();
    for (FileKind kind : FileKind.values()) {
      floors.put(counter(kind), each);
    }
    for (Damage damage : Damage.values()) {
      floors.put(counter(damage), each);
    }
    for (String outcome :
        new String[] {"resumed", "rebuilt", "replica rebuilt", "replica resumed", "unavailable"}) {
      floors.put(outcome, each);
    }
    return floors;
  }

  static String counter(Enum<?> kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  @Override
  public Map<String, Long> run(Run run) throws Exception {
    Prepared shared = prepare(run);
    return new DamagedStoreRun(shared.model(), shared.copies(), run).perform();
  }

  private Prepared prepare(Run run) throws IOException, RocksDBException {
    if (prepared.isEmpty()) {
      Model model = new Model(RecordedLog.make(LOG_SEED, EVENTS));
      prepared =
          Optional.of(
              new Prepared(
                  model,
                  StoreCopies.make(model, run.directory().resolveSibling("files-undamaged"))));
    }
    return prepared.get();
  }
}
