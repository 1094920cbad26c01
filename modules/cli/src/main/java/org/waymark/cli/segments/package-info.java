/** Segment files: exported from a store, to be read, mailed, and registered again. */
package org.waymark.cli.segments;
