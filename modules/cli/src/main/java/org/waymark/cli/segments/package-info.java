/** Segment files, which are exported from a store and can be read, mailed, and registered again. */
package org.waymark.cli.segments;
