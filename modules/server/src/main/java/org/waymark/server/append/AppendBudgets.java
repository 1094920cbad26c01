package org.waymark.server.append;

import java.util.Optional;
import org.waymark.runtime.Clock;
import org.waymark.runtime.KeyedBudgets;
import org.waymark.runtime.TokenBucket;
import org.waymark.segment.IsdAs;
import org.waymark.server.message.Requester;
import org.waymark.server.message.Source;
import org.waymark.server.settings.AppendLimits;

/**
 * Limits the appends per second that messages may cause: in total, per registrant AS and per source
 * (ARCHITECTURE, Budgets). The global budget is checked first, because sources can be forged: even
 * an attacker who forges many sources cannot exceed the global budget.
 *
 * <p>Safe for use by several threads.
 */
public final class AppendBudgets {
  /**
   * The maximum number of sources, and of ASes, that are tracked at once. If an evicted source or
   * AS returns, it starts with a full budget.
   */
  private static final int MAX_KEYS = 10_000;

  private static final String IN_ALL = "too many appends per second in total";

  private final TokenBucket global;
  private final KeyedBudgets<IsdAs> perRegistrantAs;
  private final KeyedBudgets<Source> perSource;

  public AppendBudgets(AppendLimits limits, Clock clock) {
    this.global = new TokenBucket(clock, limits.perS(), limits.perS());
    this.perRegistrantAs =
        new KeyedBudgets<>(
            clock, limits.perRegistrantAsPerS(), limits.perRegistrantAsPerS(), MAX_KEYS);
    this.perSource =
        new KeyedBudgets<>(clock, limits.perSourcePerS(), limits.perSourcePerS(), MAX_KEYS);
  }

  /**
   * Charges one append to every budget, unless one of them is exhausted. If a budget is exhausted,
   * the wider budgets are not charged.
   *
   * @return the detail of a rejection, naming the exhausted budget; empty if the append may go
   *     ahead
   */
  public Optional<String> take(Requester from) {
    if (!global.hasToken()) {
      return Optional.of(IN_ALL);
    }
    // The narrowest budget is charged first, so that a source that has exhausted its own budget
    // does not use up the shared ones.
    if (!perSource.tryTake(from.source())) {
      return Optional.of("too many appends per second from " + from.source());
    }
    if (!perRegistrantAs.tryTake(from.ia())) {
      return Optional.of("too many appends per second from AS " + from.ia());
    }
    return global.tryTake() ? Optional.empty() : Optional.of(IN_ALL);
  }
}
