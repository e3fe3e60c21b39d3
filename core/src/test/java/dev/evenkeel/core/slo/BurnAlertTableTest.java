package dev.evenkeel.core.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * When the alerts begin and end, against a table that was computed without this code: one check each ten seconds, kept
 * one by one, and counted anew at each in windows that end exactly then. It agrees with the formula of the Site
 * Reliability Workbook, chapter 5: detection after (1 − objective) ÷ share of errors × long window × burn rate.
 */
class BurnAlertTableTest {
    private static final int INTERVAL = 10;

    /** A window of minutes is up to one shorter than a window that ends exactly now. */
    private static final long TOLERANCE = 60 + INTERVAL;

    /** Each cell: seconds from the start of the outage to the alert, then from the end of the outage to its end. */
    @ParameterizedTest(name = "{0} %: one of {1} fails, for {2} s")
    @CsvSource(delimiterString = "|", textBlock = """
            # %  | of | outage | 14.4×, 1 h/5 min | 6×, 6 h/30 min | 3×, 1 d/2 h | 1×, 3 d/6 h
            99    | 1  | 600    | 510/250          | -              | -           | -
            99    | 1  | 3600   | 510/250          | 1290/1690      | 2590/6980   | 2590/21380
            99    | 1  | 345600 | 510/250          | 1290/1690      | 2590/6980   | 2590/21380
            99    | 10 | 600    | -                | -              | -           | -
            99    | 10 | 3600   | -                | -              | -           | -
            99    | 10 | 345600 | -                | 12900/700      | 25900/5000  | 25900/19400
            99    | 50 | 3600   | -                | -              | -           | -
            99    | 50 | 345600 | -                | -              | -           | 129500/11000
            99.9  | 1  | 600    | 50/290           | 120/1780       | 250/7170    | 250/21570
            99.9  | 1  | 3600   | 50/290           | 120/1780       | 250/7170    | 250/21570
            99.9  | 1  | 345600 | 50/290           | 120/1780       | 250/7170    | 250/21570
            99.9  | 10 | 600    | 500/200          | -              | -           | -
            99.9  | 10 | 3600   | 500/200          | 1200/1600      | 2500/6900   | 2500/21300
            99.9  | 10 | 345600 | 500/200          | 1200/1600      | 2500/6900   | 2500/21300
            99.9  | 50 | 600    | -                | -              | -           | -
            99.9  | 50 | 3600   | 2500/200         | -              | -           | -
            99.9  | 50 | 345600 | 2500/200         | 6000/1200      | 12500/6100  | 12500/20500
            99.95 | 1  | 600    | 20/290           | 60/1790        | 120/7180    | 120/21580
            99.95 | 1  | 3600   | 20/290           | 60/1790        | 120/7180    | 120/21580
            99.95 | 1  | 345600 | 20/290           | 60/1790        | 120/7180    | 120/21580
            99.95 | 10 | 600    | 200/200          | -              | -           | -
            99.95 | 10 | 3600   | 200/200          | 600/1700       | 1200/7000   | 1200/21400
            99.95 | 10 | 345600 | 200/200          | 600/1700       | 1200/7000   | 1200/21400
            99.95 | 50 | 600    | -                | -              | -           | -
            99.95 | 50 | 3600   | 1000/200         | 3000/1700      | -           | -
            99.95 | 50 | 345600 | 1000/200         | 3000/1700      | 6000/6600   | 6000/21000
            """)
    void beginAndEndOfAlerts(
            String objective, int every, int outage, String fast, String slow, String ticket, String slowTicket) {
        Map<String, long[]> seen = run(objective, every, outage);

        assertCell(seen.get("burn-14.4x"), fast);
        assertCell(seen.get("burn-6x"), slow);
        assertCell(seen.get("burn-3x"), ticket);
        assertCell(seen.get("burn-1x"), slowTicket);
    }

    private static void assertCell(long[] seen, String cell) {
        if (cell.equals("-")) {
            assertThat(seen).isNull();
            return;
        }
        String[] parts = cell.split("/", -1);
        assertThat(seen).as("fires at all").isNotNull();
        assertThat(seen[0]).as("begin").isCloseTo(Long.parseLong(parts[0]), within(TOLERANCE));
        assertThat(seen[1]).as("end").isCloseTo(Long.parseLong(parts[1]), within(TOLERANCE));
    }

    /**
     * When each rule began to fire and ended for the last time. Between them it may pause: of failures that are rarer
     * than the short window is long, that sees one only now and then.
     */
    private static Map<String, long[]> run(String objective, int every, int outage) {
        SloTracker tracker = Slos.tracker(Slos.checks(objective));
        var seen = new HashMap<String, long[]>();
        for (int i = 0; i * INTERVAL < outage + 7 * 3600; i++) {
            int at = i * INTERVAL;
            boolean bad = at < outage && i % every == 0;
            tracker.ledger().record(Slos.after(at), bad ? 0 : 1, bad ? 1 : 0);
            for (BurnAlert.Change change : tracker.evaluate(Slos.after(at))) {
                if (change.firing()) {
                    seen.putIfAbsent(change.rule().name(), new long[] {at, -1});
                } else {
                    seen.get(change.rule().name())[1] = (long) at - outage;
                }
            }
        }
        return seen;
    }
}
