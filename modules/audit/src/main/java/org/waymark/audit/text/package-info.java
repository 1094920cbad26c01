/** Parses text strictly: each value has exactly one valid spelling. */
package org.waymark.audit.text;
