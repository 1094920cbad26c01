/** Segments in files: out of a store or an answer, to be read, mailed and registered again. */
package org.waymark.cli.segments;
