package org.waymark.world.live;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.SystemTimers;
import org.waymark.runtime.Timers;
import org.waymark.segment.IsdAs;

/** The timers of all ASes, with one thread per AS. Callable from any thread. */
final class TimersPerAs implements AutoCloseable {
  private final Map<IsdAs, SystemTimers> timers = new ConcurrentHashMap<>();
  private final FaultHandler faults;

  TimersPerAs(FaultHandler faults) {
    this.faults = faults;
  }

  /** {@return the timers of an AS; every call for the same AS returns the same object} */
  Timers of(IsdAs ia) {
    return timers.computeIfAbsent(ia, as -> new SystemTimers("waymark-as-" + as, faults));
  }

  @Override
  public void close() {
    timers.values().forEach(SystemTimers::close);
  }
}
