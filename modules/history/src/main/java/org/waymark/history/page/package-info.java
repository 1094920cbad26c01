/**
 * Turns answers about the past into pages, which are single HTML files with pictures, followed by
 * the same data in tables.
 *
 * <p>A page is a pure function of the JSON of an answer, so the page does not depend on whether a
 * running replica, a store or the log provided the answer. A page contains no script and loads
 * nothing; its {@code Content-Security-Policy} forbids both. All texts of an answer may come from
 * the log and are untrusted: {@link org.waymark.history.page.HtmlWriter} escapes everything that it
 * writes. Every page is well-formed XML as well, so any XML parser can read it.
 */
package org.waymark.history.page;
