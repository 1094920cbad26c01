package org.waymark.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.waymark.world.World;
import org.waymark.world.WorldException;

/** Sends path requests from hosts. */
final class HostQuestions {
  /**
   * The maximum number of concurrent requests. Thousands of requests would cause a storm of
   * retries.
   */
  private static final int AT_ONCE = 50;

  private static final long ANSWER_WITHIN_MS = 10_000;

  private HostQuestions() {}

  /**
   * Lets the host in the first AS of each pair request paths to the second AS.
   *
   * @param waiting waits for a future and returns its result
   * @throws InvalidRunException if a host receives no path
   */
  static void ask(
      World world, List<Reach.Pair> pairs, Predicate<CompletableFuture<Boolean>> waiting)
      throws WorldException {
    long without = 0;
    for (int first = 0; first < pairs.size(); first += AT_ONCE) {
      List<CompletableFuture<Boolean>> asked = new ArrayList<>();
      for (Reach.Pair pair : pairs.subList(first, Math.min(pairs.size(), first + AT_ONCE))) {
        asked.add(
            world
                .host(pair.from())
                .paths(pair.to(), ANSWER_WITHIN_MS)
                .thenApply(paths -> !paths.isEmpty()));
      }
      without += asked.stream().filter(waiting.negate()).count();
    }
    if (without > 0) {
      throw new InvalidRunException(
          without + " of " + pairs.size() + " path requests from hosts found no path");
    }
  }
}
