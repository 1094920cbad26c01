/** Compares the results of a scenario's steps with the recording. */
package org.waymark.conform.resolution;
