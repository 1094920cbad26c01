/** Sends requests to path servers and prints the segments, or the paths that a host finds. */
package org.waymark.cli.paths;
