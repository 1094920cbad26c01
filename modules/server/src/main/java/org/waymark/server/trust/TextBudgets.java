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
 * Limits how many bytes of TRC and chain texts are unpacked, parsed as JSON and verified per
 * second. The messages that contain them are not signed, compression can shrink a text by a factor
 * of up to 255, and parsing a text takes more time than any other work on input of that size. The
 * unpacked length, which precedes each text, is therefore charged before the text is unpacked.
 *
 * <p>There is one budget per source, and a total budget, because sources can be forged. When the
 * total budget is exhausted, texts from sources to which this server has sent a request still have
 * a separate budget. Safe for use by several threads.
 */
final class TextBudgets {
  /** The number of sources tracked at once. An evicted source starts again with a full budget. */
  private static final int MAX_SOURCES = 10_000;

  /**
   * The burst that a source may use at once, for example after startup, expressed as seconds' worth
   * of its budget.
   */
  private static final int BURST_S = 4;

  /** The minimum charge for a text, since even the shortest text contains signatures. */
  private static final int LEAST_BYTES = 4_096;

  private final TokenBucket inAll;
  private final TokenBucket ofAsked;
  private final KeyedBudgets<Source> perSource;
  private final Predicate<Source> isAsked;

  /**
   * @param isAsked tests whether a request for a TRC or chain to a source is outstanding
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

  /**
   * Charges a text against the budgets, unless one is exhausted.
   *
   * @return the detail of a rejection, naming the exhausted budget; empty if the text may be
   *     unpacked
   */
  Optional<String> take(ByteString packed, Source source) {
    long bytes = Math.max(LEAST_BYTES, Lz4Text.textBytes(packed));
    if (!perSource.tryTake(source, bytes)) {
      return Optional.of("too many bytes of TRCs and certificate chains per second from " + source);
    }
    return inAll.tryTake(bytes) || (isAsked.test(source) && ofAsked.tryTake(bytes))
        ? Optional.empty()
        : Optional.of("too many bytes of TRCs and certificate chains per second in total");
  }
}
