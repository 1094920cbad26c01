/** Prints paths and segments, either as text or as JSON. */
package org.waymark.cli.output;
