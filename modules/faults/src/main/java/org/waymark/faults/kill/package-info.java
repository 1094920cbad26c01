/** The suite that kills processes of replicas and brokers while they work. */
package org.waymark.faults.kill;
