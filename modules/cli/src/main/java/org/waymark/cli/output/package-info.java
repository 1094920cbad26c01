/** Prints paths and segments as text for people and as JSON for programs. */
package org.waymark.cli.output;
