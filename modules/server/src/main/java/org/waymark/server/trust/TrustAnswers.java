package org.waymark.server.trust;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.runtime.Clock;
import org.waymark.runtime.KeyedBudgets;
import org.waymark.runtime.TokenBucket;
import org.waymark.segment.ByteString;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Replies;
import org.waymark.server.message.Source;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.TrustMetrics;
import org.waymark.server.report.TrustRequestResult;
import org.waymark.server.settings.TrustLimits;
import org.waymark.trust.TrustMaterial;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.CertChainRequest;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.message.TrcRequest;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Lz4Text;
import org.waymark.wire.trust.Trc;

/**
 * Answers requests from other servers for TRCs and chains from the store. Version 0 means the
 * newest stored version. Requests for material that is not stored are not answered, and cacheOnly
 * is ignored.
 *
 * <p>An answer is many times larger than its request, and the address to which it is sent can be
 * forged. The answers are therefore limited by a budget per address and a total budget. Safe for
 * use by several threads.
 */
final class TrustAnswers {
  private static final Logger log = LoggerFactory.getLogger(TrustAnswers.class);

  /** The number of sources tracked at once. An evicted source starts again with a full budget. */
  private static final int MAX_SOURCES = 10_000;

  private final ServingStore store;
  private final TokenBucket inAll;
  private final KeyedBudgets<Source> perSource;
  private final TrustMetrics metrics;

  TrustAnswers(ServingStore store, TrustLimits limits, TrustMetrics metrics, Clock clock) {
    this.store = store;
    this.inAll = new TokenBucket(clock, limits.answersPerS(), limits.answersPerS());
    this.perSource =
        new KeyedBudgets<>(
            clock, limits.answersPerSourcePerS(), limits.answersPerSourcePerS(), MAX_SOURCES);
    this.metrics = metrics;
  }

  void answer(TrcRequest request, MessageOrigin origin, Replies replies) {
    TrustMaterial held = store.trust();
    Optional<Trc> trc =
        request.version() == 0
            ? held.newestTrc(request.isd())
            : held.trc(request.isd(), request.version());
    answer(trc.map(Trc::json), packed -> new TrcReply(packed), origin, replies);
  }

  void answer(CertChainRequest request, MessageOrigin origin, Replies replies) {
    TrustMaterial held = store.trust();
    Optional<CertificateChain> chain =
        request.version() == 0
            ? held.newestChain(request.ia())
            : held.chain(request.ia(), request.version());
    answer(
        chain.map(CertificateChain::json), packed -> new CertChainReply(packed), origin, replies);
  }

  private interface Form {
    Message of(ByteString packed);
  }

  private void answer(Optional<ByteString> json, Form form, MessageOrigin origin, Replies replies) {
    if (json.isEmpty()) {
      metrics.asked(TrustRequestResult.UNKNOWN);
      log.debug(
          "Could not answer: the requested TRC or certificate chain is not stored {}", origin);
      return;
    }
    if (!mayBeSentTo(origin.from().source())) {
      metrics.asked(TrustRequestResult.BUDGET);
      log.debug(
          "Could not answer: the budget of the requesting host or the total budget is exhausted {}",
          origin);
      return;
    }
    ControlPayload reply =
        new ControlPayload(form.of(Lz4Text.pack(json.get())), origin.requestId());
    if (ControlCodec.encodeFramed(reply).size() > replies.maxPayloadBytes()) {
      metrics.asked(TrustRequestResult.TOO_LONG);
      log.debug(
          "Could not answer: the TRC or certificate chain is too large for a datagram {}", origin);
      return;
    }
    replies.send(reply);
    metrics.asked(TrustRequestResult.ANSWERED);
  }

  /**
   * Charges one message to the budgets.
   *
   * @return false if one of them is exhausted
   */
  boolean mayBeSentTo(Source source) {
    return inAll.hasToken() && perSource.tryTake(source) && inAll.tryTake();
  }
}
