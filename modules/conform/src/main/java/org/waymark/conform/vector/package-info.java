/** The file format of recordings, and the results of comparing them with this implementation. */
package org.waymark.conform.vector;
