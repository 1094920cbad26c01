/**
 * Trust material from files, which is checked against the log at the start and offered to it later.
 */
package org.waymark.edge.trust;
