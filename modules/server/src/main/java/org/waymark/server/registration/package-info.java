/** Segments, from claim to outcome (PROTOCOL 5). */
package org.waymark.server.registration;
