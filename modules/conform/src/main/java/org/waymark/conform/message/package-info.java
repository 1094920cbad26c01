/** Recorded control payloads and structs. */
package org.waymark.conform.message;
