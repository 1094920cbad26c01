/** The context that all parts of a path server share: settings, state, ports and reports. */
package org.waymark.server.context;
