package org.waymark.embedded;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.utils.internals.Exit;

/**
 * Turns Kafka's attempts to end the JVM into fatal faults. In a few places that have no fault
 * handler, Kafka halts the JVM, for example when all log directories have failed. Because this
 * process does other work, such an attempt ends only the calling thread.
 *
 * <p>Kafka has one exit procedure per JVM and does not tell it which broker made the call.
 * Therefore, all running brokers are notified.
 */
final class HaltRequests {
  private static final Set<BrokerFaults> RUNNING = ConcurrentHashMap.newKeySet();

  private HaltRequests() {}

  /** Starts notifying a broker of attempts to end the JVM. */
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
