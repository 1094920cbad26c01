/** Reads the signed checkpoints that replicas append to {@code .audit}. */
package org.waymark.audit.trail;
