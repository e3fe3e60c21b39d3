package dev.evenkeel.server.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RunAsTest {
    @Test
    void rootBecomesTheUserWithItsGroups() throws Exception {
        assertThat(new RunAs(0).words("nobody"))
                .startsWith("setpriv")
                .anyMatch(word -> word.matches("--reuid=[1-9]\\d*"))
                .anyMatch(word -> word.matches("--regid=[1-9]\\d*"))
                .contains("--init-groups", "--no-new-privs")
                .endsWith("--");
    }

    @Test
    void whoIsTheUserAlreadyNeedsNothing() throws Exception {
        assertThat(new RunAs(0).words("root")).isEmpty();
        assertThat(new RunAs(1000).words(null)).isEmpty();
    }

    @Test
    void anyoneElseIsToldWhatItTakes() {
        assertThatThrownBy(() -> new RunAs(1000).words("root"))
                .isInstanceOf(CannotStartException.class)
                .hasMessage("only root can run a command as root, and this program runs as user 1000: start it as root,"
                        + " or leave user out");
    }

    @Test
    void aUserThatDoesNotExistIsNamed() {
        assertThatThrownBy(() -> new RunAs(0).words("nobody-at-all"))
                .isInstanceOf(CannotStartException.class)
                .hasMessage("the user nobody-at-all doesn't exist on this machine");
        assertThatThrownBy(() -> new RunAs(0).words("--help")).isInstanceOf(CannotStartException.class);
    }
}
