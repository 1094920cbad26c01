/** Revocations, from claim to outcome (spec 7); unproven ones wait in memory. */
package org.waymark.server.revocation;
