package dev.evenkeel.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeltaSecondsTest {

    @Property
    void areDigitsUpToTheMost(@ForAll @BigRange(min = "0", max = "99999999999999999999999") BigInteger number) {
        assertThat(BigInteger.valueOf(DeltaSeconds.parse(number.toString())))
                .isEqualTo(number.min(BigInteger.ONE.shiftLeft(31)));
        assertThat(DeltaSeconds.parse("000" + number)).isEqualTo(DeltaSeconds.parse(number.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1", "+1", "1 ", " 1", "1.0", "0x1", "1e3", "/", ":", "1:", "٣"})
    void nothingElse(String text) {
        assertThat(DeltaSeconds.parse(text)).isEqualTo(DeltaSeconds.INVALID);
    }
}
