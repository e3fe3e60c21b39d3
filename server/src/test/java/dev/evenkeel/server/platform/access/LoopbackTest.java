package dev.evenkeel.server.platform.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST",
                "a.localhost",
                "127.0.0.1",
                "127.8.9.10",
                "::1",
                "[::1]",
                "::ffff:127.0.0.1"
            })
    void reachesThisMachineOnly(String host) {
        assertThat(Loopback.isLoopback(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "::",
                "192.168.1.2",
                "example.com",
                "localhost.example.com",
                "127.0.0.1.nip.io",
                "",
                "999.1.1.1",
                "fe80::1",
                "1:2"
            })
    void mayBeReachedFromElsewhere(String host) {
        assertThat(Loopback.isLoopback(host)).isFalse();
    }
}
