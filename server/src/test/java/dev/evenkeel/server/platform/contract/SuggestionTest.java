package dev.evenkeel.server.platform.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
    private static final List<String> KNOWN = List.of("service", "environment", "from", "to", "timezone", "interval");

    @ParameterizedTest
    @CsvSource({
        "servce, service",
        "SERVICE, service",
        "enviroment, environment",
        "time_zone, timezone",
        "form, none",
        "serviceName, none",
        "x, none",
    })
    void suggestsWhatIsNear(String name, String expected) {
        assertThat(Suggestion.nearest(name, KNOWN).orElse("none")).isEqualTo(expected);
    }
}
