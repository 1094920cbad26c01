package org.waymark.server.replay;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.waymark.log.LogCheck;
import org.waymark.log.LogException;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.store.Store;

/**
 * The counterpart of {@link FollowerSupervisor} for simulations without threads: it follows the
 * log, and rebuilds the store when the log has lost records. Each step does as much as is currently
 * possible and leaves the rest to the next step.
 */
public final class SteppedFollowing {
  private static final long RETIRED_OPEN_MS = 60_000;

  private final FollowerSupervisor.Context context;
  private final Map<Topic, Position> known;
  private Follower follower;

  /** Why the store must be rebuilt at the next step. */
  private Optional<String> due = Optional.empty();

  private Optional<Store> building = Optional.empty();
  private int rebuilds;

  /**
   * @param first the open follower of the serving store
   */
  public SteppedFollowing(FollowerSupervisor.Context context, Follower first) {
    this.context = context;
    this.follower = first;
    this.known =
        Follower.FOLDED.stream()
            .collect(
                Collectors.toMap(
                    Function.identity(), topic -> context.eventLog().identity().at(topic, 0)));
  }

  /** Applies the available records of the log. */
  public void step() {
    try {
      if (due.isPresent()) {
        rebuild(due.get());
      }
      context
          .serving()
          .orders()
          .take()
          .ifPresent(
              why -> {
                follower.close();
                rebuild(why);
              });
      while (follower.applyAvailable()) {
        // Until no records are left.
      }
    } catch (LogException.Discontinued failure) {
      follower.close();
      context.followers().lost(failure);
      due = Optional.of(failure.getMessage());
    } catch (Follower.BegunTooLateException late) {
      follower.close();
      due = Optional.of(late.getMessage());
    } catch (LogException notNow) {
      // The next step retries this.
    }
  }

  /** Flushes the applied records to disk. */
  public void flush() {
    follower.flush();
  }

  /** {@return whether the serving store was built from the log as of the last step} */
  public boolean isEven() {
    return due.isEmpty() && building.isEmpty();
  }

  /** {@return how often a rebuilt store has taken over} */
  public int rebuilds() {
    return rebuilds;
  }

  /** Stops following the log. */
  public void close() {
    follower.close();
    building.ifPresent(Store::kill);
  }

  private void rebuild(String why) {
    LogCheck.verify(context.eventLog(), known);
    if (context.serving().current().whole()) {
      context.readiness().answerAsLeft();
    }
    Readiness itsOwn = new Readiness();
    context.readiness().rebuilding(why, itsOwn);
    context.followers().rebuilding();
    building.ifPresent(Store::kill);
    Store next = context.serving().openBeside();
    building = Optional.of(next);
    next.requireLog(context.eventLog().identity());
    itsOwn.whenCaughtUp().thenRun(() -> takeOver(next, why));
    follower = context.followers().of(next, itsOwn);
    follower.open(context.logNowMs());
    due = Optional.empty();
  }

  private void takeOver(Store next, String why) {
    building = Optional.empty();
    context.serving().takeOver(next, why);
    context.readiness().tookOver();
    context.followers().tookOver();
    context.timers().after(RETIRED_OPEN_MS, context.serving()::closeRetired);
    rebuilds++;
  }
}
