/** The suite that kills, freezes, forbids and hides brokers while replicas work. */
package org.waymark.faults.broker;
