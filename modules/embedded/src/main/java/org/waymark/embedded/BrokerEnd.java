package org.waymark.embedded;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.runtime.Causes;

/** Notifies the process that runs an embedded broker if the broker stops on its own. */
public final class BrokerEnd {
  private static final Logger log = LoggerFactory.getLogger(BrokerEnd.class);

  private BrokerEnd() {}

  /**
   * Creates a listener that logs faults that the broker survives, and passes on faults that stop
   * it.
   *
   * @param folder the directory of the broker
   * @param what the process to restart, in words such as "the replica"
   * @param ended called, possibly more than once, with the reason and the remedy
   */
  public static FaultListener listener(
      Path folder, String what, Consumer<EmbeddedBrokerException> ended) {
    return (part, fatal, cause) -> {
      if (fatal) {
        ended.accept(
            new EmbeddedBrokerException(
                EmbeddedBrokerException.Reason.ENDED,
                "the embedded Kafka broker has stopped: "
                    + Causes.text(cause)
                    + "; check the disk of "
                    + folder
                    + " and restart "
                    + what,
                cause));
      } else {
        log.error("Fault in the embedded Kafka broker: {}", part, cause);
      }
    };
  }
}
