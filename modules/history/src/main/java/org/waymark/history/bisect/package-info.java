/** Finds the changes at which a condition began or ceased to hold. */
package org.waymark.history.bisect;
