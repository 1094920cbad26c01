package org.waymark.log;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.waymark.log.EventLogContract.await;

import org.junit.jupiter.api.Test;

/** What the lease of every event log does. */
interface LeaseContract {
  /** {@return a world with a log of its own for each test} */
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
