package dev.evenkeel.server.cli;

import dev.evenkeel.server.config.ConfigSources;
import dev.evenkeel.server.config.LoadedConfig;
import dev.evenkeel.server.config.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evenkeel check-config}: all that is wrong, or what would be in force. */
@Command(
        name = "check-config",
        description = "Check a configuration and show what would be in force; secrets are masked.",
        footer = {
            "",
            "Examples:",
            "  evenkeel check-config evenkeel.yaml",
            "  evenkeel check-config evenkeel.yaml --roles insights",
            "",
            "The environment counts as it does for 'serve'. Exit code 1 when anything is wrong."
        })
final class CheckConfigCommand implements Callable<Integer> {
    private final Io io;

    @Parameters(paramLabel = "FILE", description = "The configuration.")
    private Path file = Path.of("evenkeel.yaml");

    @Option(names = "--roles", paramLabel = "ROLE[,ROLE…]", description = "As it would be given to 'serve'.")
    private @Nullable String roles;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "As it would be given to 'serve'.")
    private List<String> sets = new ArrayList<>();

    @Mixin
    final HelpOption help = new HelpOption();

    CheckConfigCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() throws Exception {
        var loaded = LoadedConfig.load(new ConfigSources(file, io.environment(), sets, roles));
        io.line(file + ": ok");
        print(loaded.settings());
        return 0;
    }

    private void print(List<Setting> settings) {
        String section = "";
        for (Setting setting : settings) {
            int dot = setting.path().indexOf('.');
            String own = dot < 0 ? "" : setting.path().substring(0, dot);
            if (!own.equals(section)) {
                io.line(own + ":");
                section = own;
            }
            String indent = dot < 0 ? "" : "  ";
            String value = setting.value().equals("none") ? "null" : setting.value();
            io.line(indent + setting.path().substring(dot + 1) + ": " + value + (setting.given() ? "" : "  # default"));
        }
    }
}
