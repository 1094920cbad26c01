/** Revocations, from claim to outcome (PROTOCOL 7); unproven ones wait in memory. */
package org.waymark.server.revocation;
