package dev.evenkeel.server.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlTemplateTest {
    @ParameterizedTest
    @CsvSource({
        "http://a/x/{}, false, a, 80, a, /x/{}",
        "https://a.b/{}?q={}, true, a.b, 443, a.b, /{}?q={}",
        "http://127.0.0.1:3000, false, 127.0.0.1, 3000, 127.0.0.1:3000, /",
        "HTTP://[::1]:8080/x, false, ::1, 8080, [::1]:8080, /x",
    })
    void readsAddresses(String text, boolean tls, String host, int port, String authority, String target) {
        assertThat(UrlTemplate.parse(text)).isEqualTo(new UrlTemplate(tls, host, port, authority, target));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ftp://a/", "http:///x", "/x/{}", "http://{}/x", "http://a b/", "http://a:{}/"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> UrlTemplate.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void encodesWhatCantStandInAPath() {
        UrlTemplate template = UrlTemplate.parse("http://a/{}");

        assertThat(template.target("a b?c#d\r\nX: y")).isEqualTo("/a%20b%3Fc%23d%0D%0AX:%20y");
        assertThat(template.target("::1/64")).isEqualTo("/::1/64");
    }
}
