package org.waymark.cli.audit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.waymark.runtime.Cancellable;
import org.waymark.runtime.SystemTimers;
import org.waymark.runtime.Timers;

/** Real timers whose repeated tasks a test can run before their time. */
final class HastenedTimers implements Timers {
  private record Repeated(long periodMs, Runnable task) {}

  private final SystemTimers timers;
  private final List<Repeated> repeated = new CopyOnWriteArrayList<>();

  HastenedTimers(SystemTimers timers) {
    this.timers = timers;
  }

  /** Runs the tasks of a period now, on the timer thread. */
  void run(long periodMs) {
    repeated.stream()
        .filter(each -> each.periodMs == periodMs)
        .forEach(each -> timers.after(0, each.task));
  }

  @Override
  public Cancellable after(long delayMs, Runnable task) {
    return timers.after(delayMs, task);
  }

  @Override
  public Cancellable every(long periodMs, Runnable task) {
    Repeated each = new Repeated(periodMs, task);
    repeated.add(each);
    Cancellable running = timers.every(periodMs, task);
    return () -> {
      repeated.remove(each);
      running.cancel();
    };
  }
}
