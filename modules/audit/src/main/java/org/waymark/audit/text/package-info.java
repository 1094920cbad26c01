/** Strict readings of text: one value has exactly one spelling, and every other is refused. */
package org.waymark.audit.text;
