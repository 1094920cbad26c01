package org.waymark.embedded;

/**
 * Thrown if an embedded broker did not start, or ended on its own. The message is one line that
 * says what happened, why, and how to fix it.
 */
public final class EmbeddedBrokerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The reason why a broker did not start, or ended. */
  public enum Reason {
    /** The directory cannot be created, read or written. */
    DIRECTORY_UNUSABLE,
    /** The directory belongs to another broker, or contains other files. */
    DIRECTORY_FOREIGN,
    /** Another broker is using the directory. */
    DIRECTORY_IN_USE,
    /** Another program is using the port. */
    PORT_IN_USE,
    /** Kafka itself did not start. */
    START_FAILED,
    /** Kafka tried to terminate the JVM while the broker was running. */
    ENDED
  }

  private final Reason reason;

  EmbeddedBrokerException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  EmbeddedBrokerException(Reason reason, String message) {
    this(reason, message, null);
  }

  /** {@return the reason why the broker did not start, or ended} */
  public Reason reason() {
    return reason;
  }
}
