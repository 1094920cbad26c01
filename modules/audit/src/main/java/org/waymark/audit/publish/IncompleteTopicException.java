package org.waymark.audit.publish;

/** Records of a topic that a tree needs are not there. The message says which. */
public final class IncompleteTopicException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  IncompleteTopicException(String message) {
    super(message);
  }
}
