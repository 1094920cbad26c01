/** Sends requests to path servers and prints the resulting segments or paths. */
package org.waymark.cli.paths;
