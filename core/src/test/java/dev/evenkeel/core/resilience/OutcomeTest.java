package dev.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeTest {

    @ParameterizedTest
    @CsvSource({
        "200, OK",
        "304, OK",
        "399, OK",
        "400, CLIENT_ERROR",
        "408, CLIENT_ERROR",
        "425, CLIENT_ERROR",
        "429, RATE_LIMITED",
        "499, CLIENT_ERROR",
        "500, SERVER_ERROR",
        "501, SERVER_ERROR",
        "502, GATEWAY_ERROR",
        "503, GATEWAY_ERROR",
        "504, GATEWAY_ERROR",
        "505, SERVER_ERROR",
        "599, SERVER_ERROR"
    })
    void followsFromTheStatus(int status, Outcome outcome) {
        assertThat(Outcome.ofStatus(status)).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        // outcome, failed, unhealthy, gateway failure
        "OK, false, false, false",
        "CLIENT_ERROR, false, false, false",
        "RATE_LIMITED, true, false, false",
        "SERVER_ERROR, true, true, false",
        "GATEWAY_ERROR, true, true, true",
        "CONNECT_FAILED, true, true, true",
        "RESET, true, true, true",
        "TIMEOUT, true, true, true",
        "CUT, true, true, true",
        "CANCELLED, false, false, false"
    })
    void saysWhoIsToBlame(Outcome outcome, boolean failed, boolean unhealthy, boolean gatewayFailure) {
        assertThat(outcome.failed()).isEqualTo(failed);
        assertThat(outcome.unhealthy()).isEqualTo(unhealthy);
        assertThat(outcome.gatewayFailure()).isEqualTo(gatewayFailure);
        assertThat(outcome.label()).isEqualToIgnoringCase(outcome.name());
    }
}
