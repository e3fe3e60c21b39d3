package dev.evenkeel.server.registry;

import dev.evenkeel.core.deployment.Deployment;
import dev.evenkeel.core.deployment.DeploymentFilter;
import dev.evenkeel.core.deployment.DeploymentStore.Place;
import dev.evenkeel.core.deployment.DeploymentStore.Stored;
import dev.evenkeel.core.deployment.Status;
import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.platform.json.DeploymentDraft;
import dev.evenkeel.server.platform.json.DeploymentDraft.Defaults;
import dev.evenkeel.server.platform.json.DeploymentDraft.Read;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the GOV.UK data: one a change of an image tag in the GitOps repository, so each is a success that took no
 * time.
 *
 * <p>A version that was live before in its service and environment, and isn't now, is brought back: the row rolls back
 * the deployment that is live. What was live before the file's first row of a service and environment is looked up in
 * the registry, as of that time; so a file may continue another, and the same file gives the same records again.
 */
final class GovukRows implements CsvSource.RowReader {
    private static final List<String> COLUMNS =
            List.of("deployed_at", "service", "environment", "version", "deployed_by", "gitops_commit");
    private static final Pattern COMMIT = Pattern.compile("(?:release-)?([0-9a-f]{40})");
    private static final Pattern TAG = Pattern.compile("v[0-9].*");
    /** One row of the real data has none: a service's first deployment, made without an image tag. */
    private static final String NO_VERSION = "unknown";

    private static final int LOOK_UP_PAGE = 10_000;

    private final Registry registry;
    private final Defaults defaults;
    private final Map<String, Integer> columns = new HashMap<>();
    private final Map<List<String>, Series> live = new HashMap<>();

    /** @throws ProblemException when a column is missing */
    GovukRows(List<String> header, Registry registry, Defaults defaults) {
        this.registry = registry;
        this.defaults = defaults;
        for (String column : COLUMNS) {
            if (!header.contains(column)) {
                throw ProblemException.badRequest(
                        "/format",
                        "a govuk file has the columns " + String.join(", ", COLUMNS) + "; this one has "
                                + String.join(", ", header));
            }
            columns.put(column, header.indexOf(column));
        }
    }

    @Override
    public RecordSource.Row read(long line, List<String> cells) throws IOException {
        String deployedAt = cell(cells, "deployed_at");
        String service = cell(cells, "service");
        String environment = cell(cells, "environment");
        String version = cell(cells, "version");
        var draft = new DeploymentDraft();
        draft.text("externalId", String.join(":", "govuk", service, environment, version, deployedAt));
        draft.cell("serviceName", service);
        draft.cell("environment", environment);
        draft.cell("version", version.isEmpty() ? NO_VERSION : version);
        draft.cell("startedAt", deployedAt);
        draft.cell("finishedAt", deployedAt);
        draft.text("status", Status.SUCCEEDED.label());
        draft.cell("deployedBy", cell(cells, "deployed_by"));
        draft.cell("labels.gitopsCommit", cell(cells, "gitops_commit"));
        Matcher commit = COMMIT.matcher(version);
        if (commit.matches()) {
            draft.text("commitSha", commit.group(1));
        } else if (TAG.matcher(version).matches()) {
            draft.text("deploymentType", "Tag");
        }
        RecordSource.Row row = RecordSource.Row.of(line, draft.finish(defaults));
        Deployment deployment = row.deployment();
        return deployment == null ? row : inSeries(line, deployment);
    }

    private RecordSource.Row inSeries(long line, Deployment deployment) throws IOException {
        List<String> key = List.of(deployment.serviceName(), deployment.environment());
        Series series = live.get(key);
        if (series == null) {
            series = lookUp(deployment);
            live.put(key, series);
        }
        if (deployment.startedAt().isBefore(series.at)) {
            return RecordSource.Row.broken(
                    line, "is older than the row before it of the same service and environment; sort by deployed_at");
        }
        String undone = series.next(deployment);
        Deployment result = undone == null
                ? deployment
                : deployment.with().rollbackOf(undone).build();
        return RecordSource.Row.of(line, new Read(result, List.of()));
    }

    private Series lookUp(Deployment first) throws IOException {
        var filter = new DeploymentFilter(
                first.serviceName(), first.environment(), Status.SUCCEEDED, null, null, first.startedAt());
        var series = new Series();
        @Nullable Place place = null;
        List<Stored> page;
        do {
            page = registry.list(filter, place, LOOK_UP_PAGE);
            for (Stored stored : page) {
                Deployment deployment = stored.deployment();
                series.seen.add(deployment.version());
                if (place == null && series.id == null) {
                    series.version = deployment.version();
                    series.id = deployment.id();
                }
                place = new Place(deployment.startedAt(), deployment.id());
            }
        } while (page.size() == LOOK_UP_PAGE);
        return series;
    }

    private String cell(List<String> cells, String column) {
        Integer index = columns.get(column);
        return index == null ? "" : cells.get(index);
    }

    /** What has been live in a service and environment, and is. */
    private static final class Series {
        private final Set<String> seen = new HashSet<>();
        private @Nullable String version;
        private @Nullable String id;
        private Instant at = Instant.MIN;

        /** Makes this one live and returns the id of the one that it rolls back, if it does. */
        @Nullable
        String next(Deployment deployment) {
            boolean broughtBack =
                    !seen.add(deployment.version()) && !deployment.version().equals(version);
            String before = id;
            version = deployment.version();
            id = deployment.id();
            at = deployment.startedAt();
            return broughtBack ? before : null;
        }
    }
}
