package org.waymark.faults.syscall;

import java.util.SplittableRandom;

/**
 * The fault that one run injects. Each thread of the process counts its own calls.
 *
 * @param nth the number of the first failing call of a thread, counted from 1
 * @param times the number of consecutive calls that fail
 */
record Injection(SystemCall call, CallFault fault, int nth, int times) {
  private static final int MAX_TIMES = 6;

  /** The number of runs that have each call and each fault at least once. */
  static final int ROUND = Math.max(SystemCall.values().length, CallFault.values().length);

  /**
   * Chooses the fault of a run. {@link #ROUND} rounds have every fault at every call.
   *
   * @param calls the number of calls of each kind that the busiest thread makes in a run without a
   *     fault
   * @param run the number of the run
   */
  static Injection choose(CallCounts calls, long run, SplittableRandom random) {
    SystemCall call = SystemCall.values()[(int) (run % SystemCall.values().length)];
    CallFault fault = CallFault.values()[(int) ((run + run / ROUND) % CallFault.values().length)];
    int nth = 1 + random.nextInt(Math.max(1, calls.most(call)));
    int times = fault == CallFault.KILL ? 1 : 1 + random.nextInt(MAX_TIMES);
    return new Injection(call, fault, nth, times);
  }

  /** {@return an earlier fault of the same kind, for a process that makes fewer calls} */
  Injection earlier() {
    return new Injection(call, fault, 1 + nth / 3, times);
  }

  /** {@return the argument of strace} */
  String argument() {
    String when = times == 1 ? "" + nth : nth + ".." + (nth + times - 1);
    return "inject=%s:%s:when=%s".formatted(call.names(), fault.injection(), when);
  }
}
