/**
 * Processes revocations, from receipt to outcome and forwarding (PROTOCOL 7). Unproven revocations
 * wait in memory.
 */
package org.waymark.server.revocation;
