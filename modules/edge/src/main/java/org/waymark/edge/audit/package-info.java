/** Publishes the Merkle trees of a log as files that any web server can serve. */
package org.waymark.edge.audit;
