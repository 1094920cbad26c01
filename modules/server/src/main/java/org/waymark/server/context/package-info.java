/** What all parts of a path server share: its settings, its state, its ports and its reports. */
package org.waymark.server.context;
