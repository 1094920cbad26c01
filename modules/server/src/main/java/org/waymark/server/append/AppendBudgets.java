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
 * How many appends a second messages may cause (ARCHITECTURE, Budgets). The global budget is asked
 * first, because sources can be forged: whoever forges them all still gets no more than that.
 *
 * <p>Safe for use by several threads.
 */
public final class AppendBudgets {
  /** Sources remembered at a time; a forgotten one starts with a full budget. */
  private static final int MAX_KEYS = 10_000;

  private static final String IN_ALL = "appends per second in all";

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
   * {@return the name of the budget that is used up, or nothing: then one append is taken from
   * each; a refusal takes nothing from the budgets wider than the one that refused}
   */
  public Optional<String> take(Requester from) {
    if (!global.hasToken()) {
      return Optional.of(IN_ALL);
    }
    // The narrowest is taken first: who has used up his own takes nothing from the others.
    if (!perSource.tryTake(from.source())) {
      return Optional.of("appends per second of " + from.source());
    }
    if (!perRegistrantAs.tryTake(from.ia())) {
      return Optional.of("appends per second of AS " + from.ia());
    }
    return global.tryTake() ? Optional.empty() : Optional.of(IN_ALL);
  }
}
