package dev.evenkeel.server.gateway;

import dev.evenkeel.server.gateway.wire.Fields;
import dev.evenkeel.server.gateway.wire.Framing;
import dev.evenkeel.server.gateway.wire.RequestHead;
import dev.evenkeel.server.gateway.wire.ResponseHead;

/** Heads that are always the same. */
final class Http1Defaults {
    /** What stands for a request that could not be read. */
    static final RequestHead NO_REQUEST = new RequestHead("GET", "/", "", 1, new Fields(), Framing.NONE);

    static final ResponseHead CONTINUE = new ResponseHead(100, "Continue", 1, new Fields());

    private Http1Defaults() {}
}
