package org.waymark.cli.log;

import org.waymark.cli.command.CommandException;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.trust.TrustEntries;
import org.waymark.log.LogException;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.log.kafka.LogInit;
import org.waymark.runtime.SystemClock;
import org.waymark.segment.IsdAs;

/**
 * Creates the topics of a log and appends its trust anchors, either for an operator or on the first
 * start of an embedded broker.
 */
public final class NewLog {
  private static final String WRITER = "log init";

  private NewLog() {}

  /**
   * Creates the log, unless it already exists.
   *
   * @return a description of the actions taken
   * @throws CommandException if the log cannot be created
   */
  public static LogInit.Outcome make(
      KafkaLocation kafka,
      IsdAs owner,
      CertificateFolder certificates,
      LogInit.Replication replication) {
    try {
      return LogInit.init(
          kafka, new SystemClock(), replication, owner, TrustEntries.of(certificates, WRITER));
    } catch (LogException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }
}
