package org.waymark.embedded;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.runtime.Causes;

/** Notifies the process that runs an embedded broker when the broker has stopped on its own. */
public final class BrokerEnd {
  private static final Logger log = LoggerFactory.getLogger(BrokerEnd.class);

  private BrokerEnd() {}

  /**
   * Creates a listener that logs faults after which the broker continues, and passes on those that
   * stopped the broker.
   *
   * @param folder the directory of the broker
   * @param what what to restart, as text for people: "the replica"
   * @param ended called, perhaps more than once, with the reason and what to do
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
