/** What happened to a segment, an interface or an AS. */
package org.waymark.history.life;
