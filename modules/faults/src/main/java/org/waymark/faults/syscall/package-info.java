/**
 * Lets system calls of a replica process fail, or kills it at one of them.
 *
 * <p>Start at {@link org.waymark.faults.syscall.SyscallSuite}.
 */
package org.waymark.faults.syscall;
