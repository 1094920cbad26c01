/** The configuration of a path server. */
package org.waymark.server.settings;
