/** What a replica reports about itself: metrics over HTTP, its lag, and its status. */
package org.waymark.edge.metrics;
