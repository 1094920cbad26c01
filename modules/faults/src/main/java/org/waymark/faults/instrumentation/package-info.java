/**
 * Changes classes of Waymark in a child process, so that the process is killed or delayed when it
 * reaches a named point in the code, or flushes its store more often. The code itself is not
 * changed.
 *
 * <p>{@link org.waymark.faults.instrumentation.ClassChanges} describes the changes in an option of
 * the JVM, and {@link org.waymark.faults.instrumentation.ChangedClasses} makes them in the child
 * process. A Java agent could do the same, but then the JVM would not use its cache of loaded
 * classes, and would take twice as long to start.
 */
package org.waymark.faults.instrumentation;
