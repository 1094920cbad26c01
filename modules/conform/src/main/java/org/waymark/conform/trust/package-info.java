/** Recorded TRCs and certificate chains, and the networks that cases of all groups refer to. */
package org.waymark.conform.trust;
