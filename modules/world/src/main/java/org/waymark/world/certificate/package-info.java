/** Certificate servers: they answer requests for the TRCs and chains that their AS holds. */
package org.waymark.world.certificate;
