/** Compares what the steps of a scenario did with what was recorded. */
package org.waymark.conform.resolution;
