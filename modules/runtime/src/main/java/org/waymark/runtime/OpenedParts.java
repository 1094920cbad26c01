package org.waymark.runtime;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The resources that a component has opened so far. They are closed in reverse order when the
 * component ends, or when opening the next resource fails. Used by one thread at a time.
 */
public final class OpenedParts implements Killable {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final FaultHandler faults;

  /**
   * @param faults the handler to notify if a part cannot be closed; the other parts are closed
   *     anyway
   */
  public OpenedParts(FaultHandler faults) {
    this.faults = faults;
  }

  /**
   * Adds a part, which will be closed before the parts added earlier.
   *
   * @return the part
   */
  public <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    return part;
  }

  /** Closes all parts, the last one first. Closing again has no effect. */
  @Override
  public void close() {
    end(AutoCloseable::close);
  }

  /** Kills the parts that are {@link Killable}, and closes the others. */
  @Override
  public void kill() {
    end(
        part -> {
          if (part instanceof Killable killable) {
            killable.kill();
          } else {
            part.close();
          }
        });
  }

  private interface End {
    void of(AutoCloseable part) throws Exception;
  }

  private void end(End end) {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        end.of(part);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        faults.fault("Failed to close the " + Causes.kind(part), e);
      } catch (Exception | Error e) {
        // Errors are caught as well, because the other parts must be closed no matter what happens
        // to one part.
        faults.fault("Failed to close the " + Causes.kind(part), e);
      }
    }
  }
}
