/** Trust material from files: checked against the log at the start, and offered to it later. */
package org.waymark.edge.trust;
