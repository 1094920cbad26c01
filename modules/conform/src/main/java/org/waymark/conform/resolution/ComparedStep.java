package org.waymark.conform.resolution;

import org.waymark.conform.scenario.StepResult;
import org.waymark.conform.vector.VectorCase;

/**
 * A step with its recorded result in the original and its result in this implementation.
 *
 * @param clockMs the time of the step, in Unix milliseconds
 */
record ComparedStep(VectorCase step, StepResult recorded, StepResult played, long clockMs) {
  /** {@return the name of the step for messages} */
  String place(int index) {
    return "step " + index + " (" + step.text("do") + ")";
  }

  /** {@return whether the step crashed the original} */
  boolean endedOriginal() {
    return step.part("expect").has("uncaught");
  }

  boolean is(String kind) {
    return step.text("do").equals(kind);
  }
}
