/**
 * A Java agent that kills or delays a child process when the process reaches a named point in
 * Waymark's code, and that makes stores write more often. The code itself is not changed.
 *
 * <p>{@link org.waymark.faults.agent.AgentJar} gives the option that loads the agent into a JVM.
 */
package org.waymark.faults.agent;
