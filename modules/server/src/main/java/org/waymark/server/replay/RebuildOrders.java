package org.waymark.server.replay;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Passes on orders to build a second store from the log. An order is given when a store follows the
 * log correctly, but other replicas report a different digest. Neither giving an order nor waiting
 * for one blocks. Safe for use by several threads.
 */
public final class RebuildOrders {
  private CompletableFuture<String> next = new CompletableFuture<>();

  /**
   * Orders a rebuild of the store. Has no effect if the last order has not been taken yet.
   *
   * @param why the reason, for messages to operators
   */
  public void order(String why) {
    upcoming().complete(why);
  }

  /** {@return a future that completes with the reason of the next order to be taken} */
  synchronized CompletableFuture<String> upcoming() {
    return next;
  }

  /** Takes the order, if there is one. {@return its reason} */
  synchronized Optional<String> take() {
    Optional<String> why = Optional.ofNullable(next.getNow(null));
    if (why.isPresent()) {
      next = new CompletableFuture<>();
    }
    return why;
  }
}
