/** Reads the Merkle tree of a topic from the log, and publishes it as files. */
package org.waymark.audit.publish;
