package org.waymark.log;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.waymark.log.EventLogContract.await;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.waymark.runtime.Clock;
import org.waymark.runtime.SystemClock;

/** The contract of the lease of every event log. */
interface LeaseContract {
  /** {@return a world with a new log for each test} */
  World world();

  @Test
  default void leaseGoesToWhoCompetesAndToTheNextWhenItIsGivenBack() throws Exception {
    try (Lease first = world().open().lease();
        Lease second = world().open().lease()) {
      first.compete();
      await(first::isHeld);
      second.compete();
      first.giveBack();
      assertFalse(first.isHeld(), "at once");
      await(second::isHeld);
      first.compete();
      second.giveBack();
      await(first::isHeld);
    }
  }

  @Test
  default void closedHolderIsFollowedAndDoesNotComeBack() throws Exception {
    Lease first = world().open().lease();
    try (Lease second = world().open().lease()) {
      assertFalse(first.isHeld(), "does not compete yet");
      first.compete();
      await(first::isHeld);
      first.close();
      first.compete();
      assertFalse(first.isHeld());
      second.compete();
      await(second::isHeld);
      assertFalse(first.isHeld());
    }
  }

  /** No more than this is certain: the holder received an answer from the log within a term. */
  @Test
  default void killedHolderIsFollowedOnlyWhenTheLogHasWaitedForItInVain() throws Exception {
    Clock clock = new SystemClock();
    Lease first = world().open().lease();
    try (Lease second = world().open().lease()) {
      first.compete();
      await(first::isHeld);
      second.compete();
      long sinceNs = clock.monotonicNs();
      assertTrue(first.isHeld());
      first.kill();
      first.compete();
      assertFalse(first.isHeld(), "at once");
      await(second::isHeld);
      long waitedMs = TimeUnit.NANOSECONDS.toMillis(clock.monotonicNs() - sinceNs);
      assertTrue(waitedMs >= LeaseTerm.SESSION_MS - LeaseTerm.LENGTH_MS, waitedMs + " ms");
      first.close();
      assertFalse(first.isHeld());
    }
  }

  @Test
  default void leaseIsNotHeldForLongWhileTheLogIsAwayAndComesBackWithIt() throws Exception {
    assumeTrue(world().reachesBroker());
    try (Lease lease = world().openImpatient().lease()) {
      lease.compete();
      await(lease::isHeld);
      world().takeAway();
      await(() -> !lease.isHeld());
      world().bringBack();
      await(lease::isHeld);
    }
  }
}
