package org.waymark.faults.syscall;

/** The kinds of faults at a system call. */
enum CallFault {
  /** The call fails, as on a broken disk. */
  EIO("error=EIO"),

  /** The call fails, as on a full disk. */
  ENOSPC("error=ENOSPC"),

  /** The call takes 300 ms, as on a slow disk. */
  SLOW("delay_exit=300000"),

  /** The process is killed. */
  KILL("signal=KILL");

  private final String injection;

  CallFault(String injection) {
    this.injection = injection;
  }

  /** {@return this fault in strace's notation} */
  String injection() {
    return injection;
  }
}
