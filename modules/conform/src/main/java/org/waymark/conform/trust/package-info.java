/** Recorded TRCs and certificate chains, and the networks used by cases of all groups. */
package org.waymark.conform.trust;
