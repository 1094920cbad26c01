package org.waymark.history.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.waymark.runtime.Clock;

/** A clock that a test sets, even backwards, and that sleeping advances. */
final class ReplayClock implements Clock, ReplayPace.Sleeper {
  long ms;
  final List<Long> sleptMs = new ArrayList<>();

  @Override
  public long wallMs() {
    return ms;
  }

  @Override
  public long monotonicNs() {
    return Duration.ofMillis(ms).toNanos();
  }

  @Override
  public boolean sleep(Duration time) {
    sleptMs.add(time.toMillis());
    ms += time.toMillis();
    return true;
  }
}
