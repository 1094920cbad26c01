/** Recorded segments: what they say, and whether their signatures hold. */
package org.waymark.conform.segment;
