/**
 * A Java agent for child processes that ends or delays a process when it reaches a named place in
 * Waymark's code, and makes stores write more often. The code itself is not changed.
 *
 * <p>{@link org.waymark.faults.agent.AgentJar} gives the option that loads the agent into a JVM.
 */
package org.waymark.faults.agent;
