package org.waymark.audit.publish;

/**
 * Thrown if records that a tree needs are missing from a topic. The message names these records.
 */
public final class IncompleteTopicException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  IncompleteTopicException(String message) {
    super(message);
  }
}
