package org.waymark.cli.command;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.embedded.FaultListener;
import org.waymark.runtime.Causes;

/** Tells a command when the embedded Kafka broker that it started has ended by itself. */
public final class BrokerEnd {
  private static final Logger log = LoggerFactory.getLogger(BrokerEnd.class);

  private BrokerEnd() {}

  /**
   * {@return a listener that logs the faults of a broker which goes on, and tells when it has
   * ended}
   *
   * @param folder the directory of the broker
   * @param what what has to be started again, for people
   * @param ended told, perhaps more than once, why and what to do
   */
  public static FaultListener listener(Path folder, String what, Consumer<CommandException> ended) {
    return (part, fatal, cause) -> {
      if (fatal) {
        ended.accept(
            new CommandException(
                "the embedded Kafka broker has ended: "
                    + Causes.text(cause)
                    + "; see to the disk of "
                    + folder
                    + " and start "
                    + what
                    + " again",
                cause));
      } else {
        log.error("fault in the embedded broker: {}", part, cause);
      }
    };
  }
}
