package org.waymark.conform.resolution;

import org.waymark.conform.scenario.StepResult;
import org.waymark.conform.vector.VectorCase;

/**
 * A step with what it did to the original and what it did to ours.
 *
 * @param clockMs at the step, Unix milliseconds
 */
record ComparedStep(VectorCase step, StepResult recorded, StepResult played, long clockMs) {
  /** {@return the step for messages} */
  String place(int index) {
    return "step " + index + " (" + step.text("do") + ")";
  }

  /** {@return whether the original died of it} */
  boolean endedOriginal() {
    return step.part("expect").has("uncaught");
  }

  boolean is(String kind) {
    return step.text("do").equals(kind);
  }
}
