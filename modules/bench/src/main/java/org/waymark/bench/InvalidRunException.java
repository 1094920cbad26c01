package org.waymark.bench;

/**
 * Thrown if a run did too little work or lost an answer, so that its figures would be meaningless.
 */
final class InvalidRunException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidRunException(String why) {
    super(why);
  }
}
