package org.waymark.runtime;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What was opened to build something, closed in the reverse order: at its end, or when opening the
 * next part fails. Used by one thread at a time.
 */
public final class OpenedParts implements Killable {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final FaultHandler faults;

  /**
   * @param faults told of parts that fail to close; the others are closed all the same
   */
  public OpenedParts(FaultHandler faults) {
    this.faults = faults;
  }

  /** {@return the part, which is closed before those added earlier} */
  public <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    return part;
  }

  /** Closes all parts; closing twice is the same as once. */
  @Override
  public void close() {
    end(AutoCloseable::close);
  }

  /** Kills the parts that can be killed, and closes the others. */
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
        faults.fault("closing the " + Causes.kind(part) + " failed", e);
      } catch (Exception | Error e) {
        // An error, too: whatever happens to one part, the others must not stay open.
        faults.fault("closing the " + Causes.kind(part) + " failed", e);
      }
    }
  }
}
