package org.waymark.world.trust;

import java.util.Optional;
import org.waymark.runtime.Clock;
import org.waymark.runtime.TokenBucket;
import org.waymark.wire.message.CertChainRequest;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.TrcRequest;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.world.site.DropCounts;
import org.waymark.world.site.ScionSocket;

/**
 * Answers requests for TRCs and chains over the reversed path (PROTOCOL 3.1). It ignores cacheOnly,
 * and counts requests for material that the AS does not have.
 *
 * <p>A reply is many times larger than its request and goes to an address that anyone can forge, so
 * a budget limits the replies per second. Callable from any thread.
 */
public final class TrustResponder {
  static final int PER_S = 1_000;

  private final TrustStore trust;
  private final DropCounts drops;
  private final TokenBucket budget;

  /**
   * @param drops the counter of unanswered requests
   */
  public TrustResponder(TrustStore trust, DropCounts drops, Clock clock) {
    this.trust = trust;
    this.drops = drops;
    this.budget = new TokenBucket(clock, PER_S, PER_S);
  }

  /** Answers a request for a TRC. */
  public void answer(TrcRequest request, long requestId, ScionPacket question, ScionSocket socket) {
    answer(trust.answer(request), requestId, question, socket);
  }

  /** Answers a request for a chain. */
  public void answer(
      CertChainRequest request, long requestId, ScionPacket question, ScionSocket socket) {
    answer(trust.answer(request), requestId, question, socket);
  }

  private void answer(
      Optional<Message> held, long requestId, ScionPacket question, ScionSocket socket) {
    if (held.isEmpty()) {
      drops.count("trust-not-held");
    } else if (!budget.tryTake()) {
      drops.count("over-budget");
    } else {
      socket.answer(question, new ControlPayload(held.get(), requestId));
    }
  }
}
