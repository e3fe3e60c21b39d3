package dev.evenkeel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each insight in each of its forms, to the letter. */
class InsightCommandsTest {
    private static final String HEAD = """
            "definition":"What it means.","from":"2025-01-01T00:00:00Z","to":null,"timezone":"Europe/London",\
            "asOf":"2025-07-01T10:00:00Z","source":{"url":"http://r","stale":false,"ageSeconds":0.1,"records":93281},""";
    private static final String FREQUENCY = "{" + HEAD + """
            "interval":"week","rows":[{"service":"shop","succeeded":1300,"failed":2,"rolledBack":1,"wholeBuckets":1,\
            "meanPerBucket":4.25,"medianPerBucket":4,"buckets":[\
            {"bucket":"2025-W01","start":"s1","end":"e1","succeeded":1,"failed":0,"rolledBack":0,"partial":true},\
            {"bucket":"2025-W02","start":"s2","end":"e2","succeeded":7,"failed":1,"rolledBack":0,"partial":false}]},\
            {"service":"new","succeeded":0,"failed":0,"rolledBack":0,"wholeBuckets":0,"meanPerBucket":null,\
            "medianPerBucket":null,"buckets":[]}]}""";

    private final StubServer server = new StubServer();

    @AfterEach
    void close() {
        server.close();
    }

    private CliRun.Result run(String command) {
        return new CliRun().against(server.address()).run(command.split(" "));
    }

    @Test
    void frequencyAsTable() {
        server.on("GET /insights/frequency?interval=week", 200, FREQUENCY);

        assertThat(run("insights frequency").out()).isEqualTo("""
                        Deployment frequency by week
                          What it means.
                          from 2025-01-01 00:00 to now, Europe/London; 93,281 records of http://r, as of 2025-07-01 11:00

                        service  succeeded  failed  rolled back  mean/week  median/week  each week
                        shop         1,300       2            1        4.3          4.0  (▁)█
                        new              0       0            0          –            –
                          (…) a week that is not whole, left out of mean and median; · none; bars are scaled per service
                        """);
    }

    @Test
    void frequencyAsCsvAndJson() {
        server.on("GET /insights/frequency?interval=day&service=shop", 200, FREQUENCY);

        assertThat(run("insights frequency --interval day --service shop -o csv")
                        .outLines())
                .containsExactly(
                        "service,bucket,start,end,succeeded,failed,rolledBack,partial",
                        "shop,2025-W01,s1,e1,1,0,0,true",
                        "shop,2025-W02,s2,e2,7,1,0,false");
        assertThat(run("insights frequency --interval day --service shop -o json")
                        .out())
                .isEqualTo(FREQUENCY + "\n");
    }

    @Test
    void allFiltersArePassedOn() {
        server.on(
                "GET /insights/latest?service=a%26b&environment=e&from=2025-01-01&to=2025-02-01&timezone=Europe%2FLondon",
                200, "{" + HEAD + "\"rows\":[]}");

        CliRun.Result result = run(
                "insights latest --service a&b --environment e --from 2025-01-01 --to 2025-02-01 --timezone Europe/London");

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).endsWith("No deployments match.\n");
    }

    @Test
    void leadTime() {
        server.on("GET /insights/lead-time", 200, "{" + HEAD + """
                        "rows":[{"service":"shop","n":12,"meanSeconds":134.2,"medianSeconds":60,"p90Seconds":5400,\
                        "excluded":{"noFinishedAt":2,"unfinished":1}},\
                        {"service":"new","n":0,"meanSeconds":null,"medianSeconds":null,"p90Seconds":null,\
                        "excluded":{"unfinished":1}}]}""");

        assertThat(run("insights lead-time").out()).endsWith("""

                        service  deployments    mean  median     p90
                        shop              12  2m 14s      1m  1h 30m
                        new                0       –       –       –
                          left out: 2 noFinishedAt, 2 unfinished
                        """);
        assertThat(run("insights lead-time -o csv").outLines())
                .containsExactly(
                        "service,n,meanSeconds,medianSeconds,p90Seconds,excluded",
                        "shop,12,134.2,60,5400,noFinishedAt=2;unfinished=1",
                        "new,0,,,,unfinished=1");
    }

    @Test
    void failureRate() {
        server.on("GET /insights/failure-rate", 200, "{" + HEAD + """
                        "rows":[{"service":"shop","environment":"production","finished":100,"failed":2,"rolledBack":1,\
                        "redeployedOlder":0,"failureRate":{"value":0.02,"low":0.0056,"high":0.07},\
                        "rollbackRate":{"value":0.01,"low":0.0018,"high":0.0545},\
                        "redeployedOlderRate":{"value":0,"low":0,"high":0.037},"excluded":{}},\
                        {"service":"shop","environment":"test","finished":0,"failed":0,"rolledBack":0,\
                        "redeployedOlder":0,"failureRate":{"value":null,"low":null,"high":null},\
                        "rollbackRate":{"value":null,"low":null,"high":null},\
                        "redeployedOlderRate":{"value":null,"low":null,"high":null},"excluded":{"unfinished":3}}]}""");

        assertThat(run("insights failure-rate").out()).endsWith("""

                        service  environment  finished               failed          rolled back          older again
                        shop     production        100  2 = 2.0 % (0.6–7.0)  1 = 1.0 % (0.2–5.5)  0 = 0.0 % (0.0–3.7)
                        shop     test                0                    –                    –                    –
                          in brackets the Wilson 95 % interval; older again: an older version was brought back
                          left out: 3 unfinished
                        """);
        assertThat(run("insights failure-rate -o csv").outLines())
                .last()
                .isEqualTo("shop,test,0,0,0,0,,,,,,,,,,unfinished=3");
    }

    @Test
    void latest() {
        server.on("GET /insights/latest", 200, "{" + HEAD + """
                        "rows":[{"service":"shop","environment":"production",\
                        "version":"0123456789abcdef0123456789abcdef01234567","startedAt":"2025-06-30T22:00:00Z",\
                        "finishedAt":null,"effectiveAt":"2025-06-30T23:30:00Z","inFlight":[\
                        {"version":"1.9","status":"Deploying","startedAt":"2025-07-01T00:00:00Z"},\
                        {"version":"1.8","status":"Queued","startedAt":"2025-07-01T00:00:00Z"}]},\
                        {"service":"shop","environment":"test","version":null,"startedAt":null,"finishedAt":null,\
                        "effectiveAt":null,"inFlight":[]}]}""");

        assertThat(run("insights latest").out()).endsWith("""

                        service  environment  version             live since  on its way
                        shop     production   0123456789ab  2025-07-01 00:30  1.9 Deploying and 1 more
                        shop     test         –                            –  –
                        """);
        assertThat(run("insights latest -o csv").outLines())
                .element(1)
                .isEqualTo("shop,production,0123456789abcdef0123456789abcdef01234567,2025-06-30T22:00:00Z,"
                        + ",2025-06-30T23:30:00Z,1.9 Deploying 2025-07-01T00:00:00Z;1.8 Queued 2025-07-01T00:00:00Z");
    }

    @Test
    void staleAnswersSayHowOldTheyAre() {
        server.on(
                "GET /insights/latest",
                200,
                ("{" + HEAD + "\"rows\":[]}")
                        .replace("\"stale\":false,\"ageSeconds\":0.1", "\"stale\":true,\"ageSeconds\":192"));

        assertThat(run("insights latest").outLines())
                .contains("  STALE: the registry can't be reached; this is what was known 3m 12s ago");
    }

    @Test
    void coloursAreForTerminalsOnly() {
        server.on("GET /insights/frequency?interval=week", 200, FREQUENCY);
        String[] command = {"insights", "frequency"};

        String terminal = new CliRun()
                .against(server.address())
                .with("COLUMNS", 200)
                .onTerminal()
                .run(command)
                .out();
        assertThat(terminal).startsWith("\u001b[1mDeployment frequency by week\u001b[0m\n");
        String uncoloured = new CliRun()
                .against(server.address())
                .with("COLUMNS", 200)
                .with("NO_COLOR", 1)
                .onTerminal()
                .run(command)
                .out();
        assertThat(uncoloured).doesNotContain("\u001b");
        assertThat(run("insights frequency").out()).doesNotContain("\u001b");
    }

    @Test
    void linesFitTheWidth() {
        server.on(
                "GET /insights/frequency?interval=week",
                200,
                FREQUENCY.replace("shop", "a-service-with-a-very-long-name"));

        String out = new CliRun()
                .against(server.address())
                .with("COLUMNS", 86)
                .run("insights", "frequency")
                .out();

        assertThat(out.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(86));
        assertThat(out).contains("\na-service-with-a-v…  ");
    }
}
