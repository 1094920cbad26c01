/** Reports the state of a replica: metrics over HTTP, its lag, and its status. */
package org.waymark.edge.metrics;
