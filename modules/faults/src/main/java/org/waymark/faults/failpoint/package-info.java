/** The suite that ends or delays a replica at named places in its code. */
package org.waymark.faults.failpoint;
