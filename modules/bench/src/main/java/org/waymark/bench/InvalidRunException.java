package org.waymark.bench;

/** A run that did too little, or lost something: its figures would mean nothing. */
final class InvalidRunException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidRunException(String why) {
    super(why);
  }
}
