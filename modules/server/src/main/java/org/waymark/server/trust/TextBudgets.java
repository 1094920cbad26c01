package org.waymark.server.trust;

import java.util.Optional;
import java.util.function.Predicate;
import org.waymark.runtime.Clock;
import org.waymark.runtime.KeyedBudgets;
import org.waymark.runtime.TokenBucket;
import org.waymark.segment.ByteString;
import org.waymark.server.message.Source;
import org.waymark.server.settings.TrustTextLimits;
import org.waymark.wire.trust.Lz4Text;

/**
 * How many bytes of TRC and chain texts are unpacked, read as JSON and verified in a second. Nobody
 * signs the message they come in, packing makes a text up to 255 times as small, and reading one
 * costs a thread more than anything else of its size: so the length that a text has once it is
 * unpacked, which stands before it, is paid for first.
 *
 * <p>There is a budget for each source and one over all, because sources can be forged. When the
 * latter is used up, what comes from a source that this server asked for something still has one of
 * its own. Safe for use by several threads.
 */
final class TextBudgets {
  /** Sources remembered at a time; a forgotten one starts with a full budget. */
  private static final int MAX_SOURCES = 10_000;

  /** How many seconds of its budget a source may use at once, as after a start. */
  private static final int BURST_S = 4;

  /** What the shortest text costs: it has signatures too. */
  private static final int LEAST_BYTES = 4_096;

  private final TokenBucket inAll;
  private final TokenBucket ofAsked;
  private final KeyedBudgets<Source> perSource;
  private final Predicate<Source> isAsked;

  /**
   * @param isAsked whether a source is asked for a TRC or chain now
   */
  TextBudgets(TrustTextLimits limits, Predicate<Source> isAsked, Clock clock) {
    this.inAll = new TokenBucket(clock, limits.bytesPerS(), limits.bytesPerS());
    this.ofAsked = new TokenBucket(clock, limits.bytesPerS(), limits.bytesPerS());
    this.perSource =
        new KeyedBudgets<>(
            clock,
            limits.bytesPerSourcePerS(),
            (long) BURST_S * limits.bytesPerSourcePerS(),
            MAX_SOURCES);
    this.isAsked = isAsked;
  }

  /** {@return the name of the budget that is used up, or nothing: then the text is paid for} */
  Optional<String> take(ByteString packed, Source source) {
    long bytes = Math.max(LEAST_BYTES, Lz4Text.textBytes(packed));
    if (!perSource.tryTake(source, bytes)) {
      return Optional.of("bytes of TRCs and chains per second of " + source);
    }
    return inAll.tryTake(bytes) || (isAsked.test(source) && ofAsked.tryTake(bytes))
        ? Optional.empty()
        : Optional.of("bytes of TRCs and chains per second in all");
  }
}
