/** Asking a path server: for its answer, or for the paths that a host makes of it. */
package org.waymark.cli.paths;
