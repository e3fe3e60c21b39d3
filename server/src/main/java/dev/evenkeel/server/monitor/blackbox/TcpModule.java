package dev.evenkeel.server.monitor.blackbox;

import dev.evenkeel.server.monitor.probe.AddressFamily;
import dev.evenkeel.server.monitor.probe.Answer;
import dev.evenkeel.server.monitor.probe.Conversation;
import dev.evenkeel.server.monitor.probe.Probe;
import dev.evenkeel.server.monitor.probe.QueryResponse;
import dev.evenkeel.server.monitor.probe.TcpProbe;
import dev.evenkeel.server.monitor.probe.TlsClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The prober {@code tcp}. */
record TcpModule(List<QueryResponse.Step> steps, boolean secure, AddressFamily family, TlsClient.Settings tls)
        implements Prober {

    static Prober read(Keys keys) throws ModuleException {
        var steps = new ArrayList<QueryResponse.Step>();
        for (Object item : keys.list("query_response")) {
            Keys step = Keys.of(keys.path() + ".query_response", item);
            var labels = new LinkedHashMap<String, String>();
            for (Object label : step.list("labels")) {
                Keys of = Keys.of(step.path() + ".labels", label);
                labels.put(of.text("name", ""), of.text("value", ""));
                of.end();
            }
            steps.add(new QueryResponse.Step(
                    step.pattern("expect"),
                    step.text("expect_bytes", ""),
                    step.text("send", ""),
                    step.bool("starttls", false),
                    labels));
            step.end();
        }
        boolean bound = keys.has("source_ip_address");
        var module = new TcpModule(List.copyOf(steps), keys.bool("tls", false), Common.family(keys), Common.tls(keys));
        keys.end();
        return bound ? new RefusedModule("source_ip_address is not supported") : module;
    }

    @Override
    public Probe probe(String target, @Nullable String hostname) throws IOException {
        HostAndPort to = HostAndPort.parse(target, -1);
        String serverName = tls.serverName() != null ? tls.serverName() : hostname != null ? hostname : to.host();
        TlsClient client = TlsClient.load(tls, List.of());
        var dialogue = steps.isEmpty() ? null : new QueryResponse(steps, client, serverName);
        return new TcpProbe(to.host(), to.port(), family, secure ? client : null, serverName, dialogue);
    }

    @Override
    public boolean judge(Answer answer, ProbeText text) {
        Conversation conversation = answer.conversation();
        Common.address(answer, text);
        if (conversation != null && !conversation.labels().isEmpty()) {
            text.family("probe_expect_info", "Explicit content matched")
                    .sample("probe_expect_info", conversation.labels(), 1);
        }
        text.gauge(
                "probe_failed_due_to_bytes",
                "Indicates if probe failed due to bytes",
                conversation != null && conversation.failedBytes() ? 1 : 0);
        text.gauge(
                "probe_failed_due_to_regex",
                "Indicates if probe failed due to regex",
                conversation != null && conversation.failedRegex() ? 1 : 0);
        TlsText.write(answer, tls.verify(), text);
        return answer.answered();
    }

    /** A target as {@code host:port}, an IPv6 address in brackets. */
    record HostAndPort(String host, int port) {
        static HostAndPort parse(String target, int usual) {
            int colon = target.lastIndexOf(':');
            boolean literal = target.indexOf(':') != colon && !target.startsWith("[");
            boolean has = colon > 0 && !literal && !target.endsWith("]");
            String port = has ? target.substring(colon + 1) : "";
            if ((has && !port.matches("\\d{1,5}")) || (!has && usual < 0)) {
                throw new IllegalArgumentException("the target " + target + " names no port; write it as in db:5432");
            }
            String host = has ? target.substring(0, colon) : target;
            return new HostAndPort(host, has ? Integer.parseInt(port) : usual);
        }
    }
}
