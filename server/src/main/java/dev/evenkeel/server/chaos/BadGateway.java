package dev.evenkeel.server.chaos;

import java.util.random.RandomGenerator;

/** 502, as a load balancer says it whose backend went away: a page in HTML, no JSON. */
record BadGateway() implements Fault {
    private static final String PAGE =
            "<html>\n<head><title>502 Bad Gateway</title></head>\n<body><h1>502 Bad Gateway</h1></body>\n</html>\n";

    @Override
    public String label() {
        return "bad-gateway";
    }

    @Override
    public void strike(Reply reply, RandomGenerator lots) {
        reply.html(502, PAGE);
    }
}
