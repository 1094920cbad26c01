/** Recorded hash trees, revocations and their proofs. */
package org.waymark.conform.revocation;
