/** Segments, from claim to outcome (spec 5). */
package org.waymark.server.registration;
