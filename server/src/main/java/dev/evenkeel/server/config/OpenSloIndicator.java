package dev.evenkeel.server.config;

import dev.evenkeel.server.config.SloConfig.Watched;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what an OpenSLO indicator is to be counted from: one of our checks or routes. */
final class OpenSloIndicator {
    /** The type of a metric source that we are. */
    private static final String OURS = "Evenkeel";

    private final Map<String, Watched> checks;
    private final Set<String> routes;
    private final OpenSloDocuments documents;

    OpenSloIndicator(Map<String, Watched> checks, Set<String> routes, OpenSloDocuments documents) {
        this.checks = checks;
        this.routes = routes;
        this.documents = documents;
    }

    /** Whether an objective brings an indicator of its own, as those of a composite do. */
    static boolean hasOwn(OpenSloObject objective) {
        return objective.text("indicatorRef") != null
                || !objective.child("indicator").isEmpty();
    }

    /**
     * The series to count.
     *
     * @param spec of the SLO
     * @param from what has the indicator: the same, or an objective of a composite
     */
    String series(OpenSloObject slo, OpenSloObject spec, OpenSloObject from) {
        OpenSloObject annotations = slo.child("metadata").child("annotations");
        List<OpenSloObject> sources = sources(from);
        List<String> named = sources.stream()
                .map(OpenSloIndicator::seriesOf)
                .filter(series -> !series.isEmpty())
                .distinct()
                .toList();
        if (named.size() > 1) {
            from.warning("indicator", "names " + String.join(" and ", named) + ": " + named.getFirst() + " is counted");
        }
        String check = annotations.text("evenkeel.dev/check");
        String route = annotations.text("evenkeel.dev/route");
        if (route != null) {
            return known(from, "route:" + route);
        }
        if (check != null) {
            return known(from, "check:" + check);
        }
        return named.isEmpty() ? ofService(slo, spec, from, sources) : known(from, named.getFirst());
    }

    private static String seriesOf(OpenSloObject source) {
        String check = source.child("spec").text("check");
        String route = source.child("spec").text("route");
        return route != null ? "route:" + route : check != null ? "check:" + check : "";
    }

    private String known(OpenSloObject from, String series) {
        String name = series.substring(series.indexOf(':') + 1);
        if (series.startsWith("route:") && !routes.contains(name)) {
            from.mistake("indicator", "there is no route " + name + " in gateway.routes");
        } else if (series.startsWith("check:") && !checks.containsKey(name)) {
            from.mistake("indicator", "there is no check " + name + " in monitor.checks");
        }
        return series;
    }

    /** Where the source can't be asked: the only check of the service. */
    private String ofService(OpenSloObject slo, OpenSloObject spec, OpenSloObject from, List<OpenSloObject> sources) {
        String service = spec.text("service");
        List<String> own = checks.entrySet().stream()
                .filter(entry ->
                        service != null && service.equals(entry.getValue().service()))
                .map(Map.Entry::getKey)
                .toList();
        String type = sources.isEmpty() ? null : type(sources.getFirst());
        String what = OURS.equals(type)
                ? "the metric source names neither a check nor a route"
                : "the metric source " + (type == null ? "" : type + " ") + "can't be asked";
        if (own.size() == 1) {
            from.warning("indicator", what + ": the check " + own.getFirst() + " of this service is counted");
            return "check:" + own.getFirst();
        }
        from.warning(
                "indicator",
                what + ", and there is " + (own.isEmpty() ? "no check" : "more than one check")
                        + " of this service: nothing is counted. Name one in an annotation evenkeel.dev/check");
        return "check:" + slo.name();
    }

    /** Its own, or that of the data source that it refers to. */
    private @Nullable String type(OpenSloObject source) {
        String type = source.text("type");
        return type != null
                ? type
                : documents
                        .named(source, "metricSourceRef", "DataSource")
                        .map(data -> data.child("spec").text("type"))
                        .orElse(null);
    }

    /** The metric sources of an indicator: of the total first, then of what else there is. */
    private List<OpenSloObject> sources(OpenSloObject from) {
        OpenSloObject spec = indicator(from);
        spec.expect("description", "thresholdMetric", "ratioMetric");
        OpenSloObject ratio = spec.child("ratioMetric");
        OpenSloObject threshold = spec.child("thresholdMetric");
        check(spec, ratio, threshold);
        List<OpenSloObject> sources = new ArrayList<>();
        for (OpenSloObject metric :
                List.of(ratio.child("total"), ratio.child("good"), ratio.child("bad"), ratio.child("raw"), threshold)) {
            metric.expect("metricSource");
            OpenSloObject source = metric.child("metricSource");
            if (!source.isEmpty()) {
                source.expect("metricSourceRef", "type", "spec");
                sources.add(source);
            }
        }
        if (sources.isEmpty() && !spec.isEmpty()) {
            from.warning("indicator", "has no metric source");
        }
        return sources;
    }

    private OpenSloObject indicator(OpenSloObject from) {
        OpenSloObject written = from.child("indicator");
        written.expect("apiVersion", "kind", "metadata", "spec");
        Optional<OpenSloObject> named = documents.named(from, "indicatorRef", "SLI");
        if (named.isPresent() && !written.isEmpty()) {
            from.warning("indicator", "is passed over, as there is an indicatorRef");
        }
        if (written.isEmpty() && from.text("indicatorRef") == null) {
            from.warning("indicator", "there is none, nor an indicatorRef");
        }
        return named.orElse(written).child("spec");
    }

    private static void check(OpenSloObject spec, OpenSloObject ratio, OpenSloObject threshold) {
        if (ratio.isEmpty()) {
            return;
        }
        ratio.expect("counter", "good", "bad", "total", "rawType", "raw");
        boolean raw = !ratio.child("raw").isEmpty();
        boolean counts = !ratio.child("total").isEmpty()
                && ratio.child("good").isEmpty() != ratio.child("bad").isEmpty();
        boolean none = ratio.child("total").isEmpty()
                && ratio.child("good").isEmpty()
                && ratio.child("bad").isEmpty();
        if (raw ? !none : !counts) {
            spec.warning("ratioMetric", "should have total and one of good and bad, or raw alone");
        }
        if (!threshold.isEmpty()) {
            spec.warning("thresholdMetric", "is passed over, as there is a ratioMetric");
        }
    }
}
