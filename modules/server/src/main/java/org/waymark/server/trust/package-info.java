/**
 * Trust material (PROTOCOL 3.1): requests of others for it, what arrives of it, and the segments
 * that wait for it.
 */
package org.waymark.server.trust;
