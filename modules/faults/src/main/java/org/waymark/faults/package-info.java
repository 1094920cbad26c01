/**
 * Suites that break things on purpose: processes, brokers, disks, networks and records. After each
 * run, the suite checks every promise that ARCHITECTURE makes.
 *
 * <p>Start at {@link org.waymark.faults.command.Faults}, which runs suites, and {@link
 * org.waymark.faults.Suite}, which a new suite implements.
 */
package org.waymark.faults;
