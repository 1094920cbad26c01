/**
 * Makes system calls of a replica process fail, or kills the process at a system call.
 *
 * <p>Start at {@link org.waymark.faults.syscall.SyscallSuite}.
 */
package org.waymark.faults.syscall;
