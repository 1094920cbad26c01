package org.waymark.runtime;

/**
 * Guards the opening of several parts in a try-with-resources statement. Unless {@link #succeeded}
 * was called, the end of the statement closes the parts that have been opened so far, no matter
 * what was thrown, even an {@code Error}.
 *
 * <pre>{@code
 * try (Opening opening = new Opening(this::close)) {
 *   ...
 *   opening.succeeded();
 * }
 * }</pre>
 */
public final class Opening implements AutoCloseable {
  private final Runnable closing;
  private boolean succeeded;

  /**
   * @param closing closes the parts that are open when it is called
   */
  public Opening(Runnable closing) {
    this.closing = closing;
  }

  /** Declares that all parts are open, so that they stay open. */
  public void succeeded() {
    succeeded = true;
  }

  @Override
  public void close() {
    if (!succeeded) {
      closing.run();
    }
  }
}
