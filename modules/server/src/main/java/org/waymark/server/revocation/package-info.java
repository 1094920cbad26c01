/**
 * Revocations, from receipt to outcome and forwarding (PROTOCOL 7). Unproven ones wait in memory.
 */
package org.waymark.server.revocation;
