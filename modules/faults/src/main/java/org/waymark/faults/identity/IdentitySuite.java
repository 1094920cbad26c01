package org.waymark.faults.identity;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.waymark.faults.Run;
import org.waymark.faults.Size;
import org.waymark.faults.Suite;

/**
 * Replaces, resets and damages the log in a real broker while complete replicas use it. Each fault
 * must be noticed before any record of a different log is applied, and no store may be abandoned
 * for a log that cannot reproduce the store's rows.
 */
public final class IdentitySuite implements Suite {
  private static final int RELEASE_ROUNDS = 20;

  @Override
  public String name() {
    return "identity";
  }

  @Override
  public long runs(Size size) {
    return (long) LogFault.values().length * rounds(size);
  }

  private static int rounds(Size size) {
    return size == Size.CI ? 1 : RELEASE_ROUNDS;
  }

  @Override
  public Map<String, Long> floors(Size size) {
    Map<String, Long> floors = new HashMap<>();
    for (LogFault fault : LogFault.values()) {
      floors.put(counter(fault), (long) rounds(size));
    }
    return floors;
  }

  static String counter(LogFault fault) {
    return fault.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  @Override
  public Map<String, Long> run(Run run) throws Exception {
    LogFault fault = LogFault.values()[(int) (run.number() % LogFault.values().length)];
    return new IdentityRun(fault, run).perform();
  }
}
