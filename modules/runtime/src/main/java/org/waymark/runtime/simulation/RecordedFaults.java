package org.waymark.runtime.simulation;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.waymark.runtime.FaultHandler;

/** A fault handler for tests and simulations that keeps the faults it receives. Thread-safe. */
public final class RecordedFaults implements FaultHandler {
  private final List<Fault> faults = new CopyOnWriteArrayList<>();

  /** A fault as it was reported. */
  public record Fault(String what, Throwable cause) {}

  @Override
  public void fault(String what, Throwable cause) {
    faults.add(new Fault(what, cause));
  }

  /** {@return the faults received so far, in order} */
  public List<Fault> faults() {
    return List.copyOf(faults);
  }
}
