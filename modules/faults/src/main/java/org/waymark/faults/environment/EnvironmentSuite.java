package org.waymark.faults.environment;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.waymark.faults.Run;
import org.waymark.faults.Size;
import org.waymark.faults.Suite;
import org.waymark.faults.truth.Model;
import org.waymark.faults.truth.RecordedLog;

/**
 * Runs replicas in a faulty environment. Used only for releases, because most runs wait for
 * timeouts.
 */
public final class EnvironmentSuite implements Suite {
  private static final int RELEASE_ROUNDS = 20;
  private static final int EVENTS = 1_200;
  private static final long LOG_SEED = 13;

  private Optional<Model> model = Optional.empty();

  /** The kinds of faulty environments. */
  enum Surroundings {
    FULL_DISK,
    WRONG_CLOCK,
    BAD_NETWORK
  }

  @Override
  public String name() {
    return "environment";
  }

  @Override
  public long runs(Size size) {
    return size == Size.CI ? 0 : (long) RELEASE_ROUNDS * Surroundings.values().length;
  }

  @Override
  public Map<String, Long> floors(Size size) {
    Map<String, Long> floors = new HashMap<>();
    for (Surroundings one : Surroundings.values()) {
      floors.put(counter(one), size == Size.CI ? 0L : RELEASE_ROUNDS);
    }
    return floors;
  }

  private static String counter(Surroundings one) {
    return one.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  @Override
  public Map<String, Long> run(Run run) throws Exception {
    Surroundings now = Surroundings.values()[(int) (run.number() % Surroundings.values().length)];
    switch (now) {
      case FULL_DISK -> new FullDiskRun(model(), run).perform();
      case WRONG_CLOCK -> new WrongClockRun(model(), run).perform();
      case BAD_NETWORK -> new BadNetworkRun(run).perform();
    }
    return Map.of(counter(now), 1L);
  }

  private Model model() {
    if (model.isEmpty()) {
      model = Optional.of(new Model(RecordedLog.make(LOG_SEED, EVENTS)));
    }
    return model.get();
  }
}
