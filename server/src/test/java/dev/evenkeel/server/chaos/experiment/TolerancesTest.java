package dev.evenkeel.server.chaos.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TolerancesTest {
    private static final String ANSWER = "{'status': 200, 'headers': {}, 'body': {'users': [{'n': 1}, {'n': 2}]}}";
    private static final String PROGRAM = "{'status': 0, 'stdout': '42\n', 'stderr': ''}";

    private final Variables variables =
            new Variables(Map.of("word", TextNode.valueOf("yes"), "first", LongNode.valueOf(1)));
    private final Tolerances tolerances = new Tolerances(
            variables,
            new Activities(
                    Providers.usual(Map.of("PATH", "/bin:/usr/bin")),
                    variables,
                    Clock.systemUTC(),
                    _ -> {},
                    new Quiet()));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // scalars
                "200 | " + ANSWER + " | true",
                "201 | " + ANSWER + " | false",
                "0 | " + "{'status': 0}" + " | true",
                "5 | 5 | true",
                "5 | 5.0 | true",
                "5 | '5' | false",
                "true | true | true",
                "true | false | false",
                "'yes' | 'yes' | true",
                "'${word}' | 'yes' | true",
                "'yes' | 'no' | false",
                // lists: of statuses, a pair of bounds, or of values
                "[200, 204] | " + ANSWER + " | true",
                "[201, 299] | " + ANSWER + " | false",
                "[3, 8] | 5 | true",
                "[3, 8] | 8 | true",
                "[3, 8] | 9 | false",
                "[3, 5, 8] | 5 | true",
                "[3, 5, 8] | 4 | false",
                "['a', 'c'] | 'b' | true",
                "[3, 8] | 'x' | false",
                // ranges
                "{'type': 'range', 'range': [1, 2.5]} | 2.5 | true",
                "{'type': 'range', 'range': [1, 2.5]} | 2.6 | false",
                "{'type': 'range', 'range': [1, 2.5]} | '2' | true",
                "{'type': 'range', 'range': [1, 2.5]} | 'two' | false",
                "{'type': 'range', 'range': [40, 45], 'target': 'stdout'} | " + "{'status': 0, 'stdout': '42 '} | true",
                "{'type': 'range', 'range': [200, 299], 'target': 'status'} | " + ANSWER + " | true",
                // regular expressions
                "{'type': 'regex', 'pattern': '^4\\\\d', 'target': 'stdout'} | {'stdout': '42'} | true",
                "{'type': 'regex', 'pattern': '^4$', 'target': 'stdout'} | {'stdout': '42'} | false",
                "{'type': 'regex', 'pattern': 'is ${word}'} | 'it is yes indeed' | true",
                // JSON paths
                "{'type': 'jsonpath', 'path': '$.users[*].n', 'target': 'body'} | " + ANSWER + " | true",
                "{'type': 'jsonpath', 'path': '$.users[*].n', 'target': 'body', 'count': 2} | " + ANSWER + " | true",
                "{'type': 'jsonpath', 'path': '$.users[*].n', 'target': 'body', 'count': 3} | " + ANSWER + " | false",
                "{'type': 'jsonpath', 'path': '$.users[*].n', 'target': 'body', 'expect': [1, 2]} | " + ANSWER
                        + " | true",
                "{'type': 'jsonpath', 'path': '$.users[0].n', 'target': 'body', 'expect': 1} | " + ANSWER + " | true",
                "{'type': 'jsonpath', 'path': '$.users[0].n', 'target': 'body', 'expect': '${first}'} | " + ANSWER
                        + " | true",
                "{'type': 'jsonpath', 'path': '$.users[0].n', 'target': 'body', 'expect': 2} | " + ANSWER + " | false",
                "{'type': 'jsonpath', 'path': '$.nothing', 'target': 'body'} | " + ANSWER + " | false",
                "{'type': 'jsonpath', 'path': '$.a', 'target': 'stdout'} | {'stdout': '{\\\"a\\\": 1}'} | true",
            })
    void allowsWhatTheReferenceAllows(String tolerance, String output, boolean met) throws Exception {
        assertThat(tolerances.met(JsonPathTest.json(quoted(tolerance)), JsonPathTest.json(quoted(output))))
                .isEqualTo(met);
    }

    @Test
    void aProbeIsAskedWithTheValue() throws Exception {
        String probe = "{'type': 'probe', 'name': 'p', 'provider': {'type': 'process', 'path': 'sh', 'arguments':"
                + " {'-c': 'test \\\"$1\\\" = 5'}}}";
        assertThat(tolerances.met(JsonPathTest.json(quoted(probe)), JsonPathTest.json("5")))
                .isTrue();
        assertThat(tolerances.met(JsonPathTest.json(quoted(probe)), JsonPathTest.json("6")))
                .isFalse();
        assertThat(tolerances.met(JsonPathTest.json("0"), JsonPathTest.json(quoted(PROGRAM.replace("\n", "")))))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type': 'range', 'range': [1]} | two numbers",
                "{'type': 'range', 'range': ['a', 2]} | two numbers",
                "{'type': 'regex'} | pattern: is missing",
                "{'type': 'regex', 'pattern': '('} | pattern",
                "{'type': 'jsonpath', 'path': 'users'} | goes wrong",
                "{'type': 'other'} | must be one of probe, regex, jsonpath and range",
                "null | must be a number",
            })
    void refusesWhatIsNoTolerance(String tolerance, String message) throws Exception {
        List<String> problems = new ArrayList<>();
        Tolerances.check(JsonPathTest.json(quoted(tolerance)), "here", problems);

        assertThat(problems).singleElement().asString().startsWith("here").contains(message);
    }

    private static String quoted(String json) {
        return json.replace('\'', '"');
    }
}
