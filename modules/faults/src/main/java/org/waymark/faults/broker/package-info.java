/**
 * The suite that injects faults into brokers while replicas work: brokers are killed or frozen,
 * deny access, or cannot be resolved.
 */
package org.waymark.faults.broker;
