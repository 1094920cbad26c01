/** What recordings look like on disk, and what comparing one with this implementation finds. */
package org.waymark.conform.vector;
