/**
 * A log in a real Kafka broker in this process, whose disk and topics can be tampered with, and
 * what readers of a replica of this log may see.
 */
package org.waymark.faults.cluster;
