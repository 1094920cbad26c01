/** What a path server is configured with. */
package org.waymark.server.settings;
