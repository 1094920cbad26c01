package org.waymark.embedded;

/**
 * An embedded broker did not start, or ended by itself. The message is one line: what happened,
 * why, and the fix.
 */
public final class EmbeddedBrokerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kept the broker from starting, or from running on. */
  public enum Reason {
    /** The directory cannot be created, read or written. */
    DIRECTORY_UNUSABLE,
    /** The directory belongs to another broker, or contains other files. */
    DIRECTORY_FOREIGN,
    /** Another broker is using the directory. */
    DIRECTORY_IN_USE,
    /** Another program is using the port. */
    PORT_IN_USE,
    /** Kafka itself failed to start. */
    START_FAILED,
    /** It wanted to end the JVM while it ran. */
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

  /** {@return what kept the broker from starting, or from running on} */
  public Reason reason() {
    return reason;
  }
}
