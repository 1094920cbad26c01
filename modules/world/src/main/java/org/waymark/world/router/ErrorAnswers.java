package org.waymark.world.router;

import java.util.Optional;
import org.waymark.runtime.Clock;
import org.waymark.runtime.TokenBucket;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.ScmpErrors;
import org.waymark.wire.packet.ScmpInfo;
import org.waymark.wire.packet.ScmpType;
import org.waymark.world.site.DropCounts;

/**
 * Sends the SCMP errors of a router. Errors go back over the link or to the host from which the
 * packet came, so that forged sources and paths cannot direct errors anywhere else. Callable from
 * any thread.
 */
final class ErrorAnswers {
  /**
   * The maximum number of errors per second. Sources can be forged, so the limit prevents a sender
   * of invalid packets from flooding other hosts with errors.
   */
  static final int PER_S = 100;

  private static final long US_PER_MS = 1_000;

  private final ScionAddress local;
  private final Clock clock;
  private final DropCounts drops;
  private final Sender sender;
  private final TokenBucket budget;

  /** Sends a packet back along the way by which another packet arrived. */
  interface Sender {
    void send(ScionPacket error, Arrival arrival);
  }

  ErrorAnswers(ScionAddress local, Clock clock, DropCounts drops, Sender sender) {
    this.local = local;
    this.clock = clock;
    this.drops = drops;
    this.sender = sender;
    this.budget = new TokenBucket(clock, PER_S, PER_S);
  }

  /**
   * Reports to the source of a packet why the packet was not forwarded, if an error may be sent.
   */
  void about(Arrival arrival, ScmpType type, ScmpInfo info) {
    ScmpErrors.about(arrival.datagram(), type, info, local, nowUs())
        .ifPresent(error -> answer(error, arrival));
  }

  /**
   * Sends the sender of a malformed packet an error that describes the problem, if the protocol
   * defines one.
   */
  void aboutRefused(Arrival arrival) {
    ScmpErrors.aboutRefused(arrival.datagram(), local, nowUs())
        .ifPresent(error -> answer(error, arrival));
  }

  private void answer(ScionPacket error, Arrival arrival) {
    if (error.destination().ia().equals(local.ia()) != arrival.isFromInside()) {
      drops.count("error-to-a-forged-source");
      return;
    }
    Optional<ScionPath> path = onward(error.path());
    if (path.isEmpty()) {
      drops.count("error-without-a-way-back");
    } else if (budget.tryTake()) {
      sender.send(
          new ScionPacket(
              error.destination(), error.source(), path.get(), error.extensions(), error.layer4()),
          arrival);
    } else {
      drops.count("too-many-errors");
    }
  }

  /**
   * Advances the path to the form in which the neighbour must receive it.
   *
   * @return the advanced path
   */
  private static Optional<ScionPath> onward(ScionPath path) {
    return path.isEmpty() ? Optional.of(path) : path.next().asOptional();
  }

  private long nowUs() {
    return clock.wallMs() * US_PER_MS;
  }
}
