package org.waymark.embedded;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.utils.internals.Exit;

/**
 * Turns what would end the JVM into a fatal fault. Kafka halts it from a few places that have no
 * fault handler, as when all its log directories failed; in a process that does other work it may
 * only end the thread that asked.
 *
 * <p>Kafka keeps one procedure per JVM and does not say which broker asks, so all that run are
 * told.
 */
final class HaltRequests {
  private static final Set<BrokerFaults> RUNNING = ConcurrentHashMap.newKeySet();

  private HaltRequests() {}

  /** Tells a broker of requests from now on. */
  static void tell(BrokerFaults faults) {
    RUNNING.add(faults);
    Exit.setHaltProcedure(HaltRequests::refuse);
    Exit.setExitProcedure(HaltRequests::refuse);
  }

  /** Tells a broker no longer. */
  static void forget(BrokerFaults faults) {
    RUNNING.remove(faults);
  }

  private static void refuse(int status, String message) {
    EmbeddedBrokerException refused =
        new EmbeddedBrokerException(
            EmbeddedBrokerException.Reason.ENDED,
            "the embedded broker wanted to end the JVM with status "
                + status
                + (message == null ? ", as when its disk fails" : ": " + message));
    RUNNING.forEach(faults -> faults.ended(refused));
    throw refused;
  }
}
