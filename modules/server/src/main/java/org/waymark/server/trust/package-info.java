/**
 * TRCs and certificate chains (PROTOCOL 3.1): answering requests for them, recording received ones,
 * and parking the segments that wait for them.
 */
package org.waymark.server.trust;
