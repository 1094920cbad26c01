/** What a replica says about itself: metrics over HTTP, its lag, and its status. */
package org.waymark.edge.metrics;
