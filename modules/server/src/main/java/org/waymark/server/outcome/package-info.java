/** What becomes of a segment or a revocation that was registered, and why it was refused. */
package org.waymark.server.outcome;
