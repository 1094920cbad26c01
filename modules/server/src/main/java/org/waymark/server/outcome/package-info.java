/** Outcomes of registered segments and received revocations, and the reasons for refusing them. */
package org.waymark.server.outcome;
