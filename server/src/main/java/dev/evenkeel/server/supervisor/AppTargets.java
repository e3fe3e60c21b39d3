package dev.evenkeel.server.supervisor;

import dev.evenkeel.core.probe.TargetList;
import dev.evenkeel.server.config.AppConfig;
import dev.evenkeel.server.config.ProbesConfig;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The applications, for the monitor: each is asked at a replica that is ready, or, while none is, at the one that was
 * last, so that a check fails when callers would find nobody. One that was never ready yet, or that nobody wants to
 * run, isn't asked. Written by the loop, read by all.
 */
final class AppTargets extends TargetList {
    private final Map<String, Target> last = new HashMap<>();

    AppTargets() {
        super("supervisor", List.of());
    }

    /** Looks at all applications; on the loop. */
    void look(Collection<AppRunner> apps) {
        List<Target> now = new ArrayList<>();
        for (AppRunner app : apps) {
            Release release = app.releases().target();
            if (release == null || app.closing() || app.wanted() == 0) {
                continue;
            }
            Target known = last.get(app.name());
            Target target = of(release.config(), app.ready().ready(), known);
            if (target != null) {
                now.add(target);
            }
        }
        last.keySet().retainAll(now.stream().map(Target::name).toList());
        now.forEach(target -> last.put(target.name(), target));
        if (!now.equals(targets())) {
            set(now);
        }
    }

    /** Stays with the replica that it was asked at as long as that is ready. */
    private static @Nullable Target of(AppConfig config, List<InetSocketAddress> ready, @Nullable Target known) {
        List<URI> urls = ready.stream().map(address -> url(config, address)).toList();
        URI url;
        if (known != null && (urls.isEmpty() || urls.contains(known.url()))) {
            url = known.url();
        } else if (urls.isEmpty()) {
            return null;
        } else {
            url = urls.getFirst();
        }
        return new Target(config.name(), url, config.service(), config.environment());
    }

    /** As its readiness probe asks, where that is a plain GET; else whether it accepts connections. */
    private static URI url(AppConfig config, InetSocketAddress address) {
        ProbesConfig.Probe readiness = config.probes().readiness();
        String host = address.getAddress().getHostAddress();
        String place = (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
        String path = readiness == null || !readiness.headers().isEmpty() ? null : readiness.path();
        return URI.create(path == null ? "tcp://" + place : "http://" + place + path);
    }
}
