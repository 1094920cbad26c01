package org.waymark.embedded;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import kafka.server.FaultHandlerFactory;
import org.apache.kafka.server.fault.FaultHandler;
import org.apache.kafka.server.fault.FaultHandlerException;

/**
 * Passes faults on to the listener and remembers the first fatal fault. Never halts the JVM.
 *
 * <p>Owned by the broker. Faults are reported on any of its threads.
 */
final class BrokerFaults implements FaultHandlerFactory {
  private final FaultListener listener;
  private final AtomicReference<Throwable> firstFatal = new AtomicReference<>();

  BrokerFaults(FaultListener listener) {
    this.listener = listener;
  }

  Optional<Throwable> firstFatal() {
    return Optional.ofNullable(firstFatal.get());
  }

  /** Reports that the broker ended for a reason that Kafka does not report to a fault handler. */
  void ended(RuntimeException why) {
    firstFatal.compareAndSet(null, why);
    listener.fault(why.getMessage(), true, why);
  }

  @Override
  public FaultHandler build(String name, boolean fatal, Runnable action) {
    return new FaultHandler() {
      @Override
      public RuntimeException handleFault(String message, Throwable cause) {
        FaultHandlerException fault = new FaultHandlerException(name + ": " + message, cause);
        if (fatal) {
          firstFatal.compareAndSet(null, fault);
        }
        listener.fault(fault.getMessage(), fatal, fault);
        action.run();
        return fault;
      }
    };
  }
}
