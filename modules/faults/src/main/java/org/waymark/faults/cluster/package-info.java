/**
 * A log in a real Kafka broker in this process, with tools to tamper with its disk and topics, and
 * to check the states that readers of a replica see.
 */
package org.waymark.faults.cluster;
