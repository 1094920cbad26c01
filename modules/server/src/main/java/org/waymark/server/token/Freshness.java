package org.waymark.server.token;

import java.util.Optional;
import org.waymark.log.Token;

/**
 * The state that a read requires.
 *
 * @param token the state that must have been reached; empty if the present state of the replica is
 *     good enough, whatever it is
 * @param withinMs the time that the read may wait for that state, in milliseconds, 0 to {@value
 *     #MAX_WITHIN_MS}. If the log has lost the records of the token, a read learns this only if it
 *     waits, for up to two seconds
 */
public record Freshness(Optional<Token> token, long withinMs) {
  public static final long MAX_WITHIN_MS = 60_000;

  /** No requirement: the read is answered at once from the present state. */
  public static final Freshness ANY = new Freshness(Optional.empty(), 0);

  public Freshness {
    if (withinMs < 0 || withinMs > MAX_WITHIN_MS) {
      throw new IllegalArgumentException(
          "the time to wait must be in 0.." + MAX_WITHIN_MS + " ms, got " + withinMs);
    }
  }

  /** {@return the requirement that the state of the token has been reached} */
  public static Freshness atLeast(Token token, long withinMs) {
    return new Freshness(Optional.of(token), withinMs);
  }
}
