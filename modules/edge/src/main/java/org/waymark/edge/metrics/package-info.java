/** The reports of a replica on itself: metrics over HTTP, its lag, and its status. */
package org.waymark.edge.metrics;
