package org.waymark.embedded;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.utils.internals.Exit;

/**
 * Turns Kafka's attempts to end the JVM into fatal faults. Kafka halts the JVM from a few places
 * that have no fault handler, for example when all log directories have failed. Because this
 * process does other work, the attempt ends only the calling thread.
 *
 * <p>Kafka has one exit procedure per JVM, and does not tell which broker called it. Therefore, all
 * running brokers are notified.
 */
final class HaltRequests {
  private static final Set<BrokerFaults> RUNNING = ConcurrentHashMap.newKeySet();

  private HaltRequests() {}

  /** Notifies a broker of attempts to end the JVM from now on. */
  static void tell(BrokerFaults faults) {
    RUNNING.add(faults);
    Exit.setHaltProcedure(HaltRequests::refuse);
    Exit.setExitProcedure(HaltRequests::refuse);
  }

  /** Stops notifying a broker. */
  static void forget(BrokerFaults faults) {
    RUNNING.remove(faults);
  }

  private static void refuse(int status, String message) {
    EmbeddedBrokerException refused =
        new EmbeddedBrokerException(
            EmbeddedBrokerException.Reason.ENDED,
            "the embedded broker tried to end the JVM with status "
                + status
                + (message == null ? ", as it does when its disk fails" : ": " + message));
    RUNNING.forEach(faults -> faults.ended(refused));
    throw refused;
  }
}
