package org.waymark.faults.syscall;

/** The system calls by which a store changes its disk. */
enum SystemCall {
  WRITE("write,pwrite64"),
  FSYNC("fsync,fdatasync"),
  RENAME("rename,renameat,renameat2"),
  UNLINK("unlink,unlinkat");

  private final String names;

  SystemCall(String names) {
    this.names = names;
  }

  /** {@return the kernel's names for these calls, separated by commas} */
  String names() {
    return names;
  }
}
