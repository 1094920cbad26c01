/** Outcomes of registered segments and received revocations, and the reasons for rejecting them. */
package org.waymark.server.outcome;
