/** HTTP/1.1 on the wire (RFC 9112): strict parsing, framing, and writing, without any policy. */
package dev.evenkeel.server.gateway.wire;
