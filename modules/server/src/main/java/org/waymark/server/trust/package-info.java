/**
 * Handles TRCs and certificate chains (PROTOCOL 3.1): answers requests for them, records received
 * ones, and parks the segments that wait for them.
 */
package org.waymark.server.trust;
