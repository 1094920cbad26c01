/** The suite that kills or delays a replica at named points in its code. */
package org.waymark.faults.failpoint;
