package dev.evenkeel.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunNameTest {
    @Test
    void isReadAsItIsWritten() {
        var name = new RunName("my-shop_2.x", "r17", 3, 20_417);
        assertThat(name).hasToString("my-shop_2.x~r17~3~20417");
        assertThat(RunName.parse(name.toString())).contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "shop", "shop~r1~1", "shop~r1~x~20000", "shop~r1~1~200000", "a~b~r1~1~20000"})
    void anythingElseIsNone(String text) {
        assertThat(RunName.parse(text)).isEmpty();
    }
}
