package org.waymark.runtime;

/**
 * The attempt to open all parts of something, for a try-with-resources statement: unless {@link
 * #succeeded} was called, its end closes those that are open, whatever was thrown, errors included.
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
   * @param closing closes the parts that have been opened by then
   */
  public Opening(Runnable closing) {
    this.closing = closing;
  }

  /** All parts are open. */
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
