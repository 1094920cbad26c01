/** Recorded segments with their contents and the validity of their signatures. */
package org.waymark.conform.segment;
