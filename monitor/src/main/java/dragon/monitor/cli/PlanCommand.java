package dragon.monitor.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Verb {@code plan}: what files of bots and accounts would change, in limits, orders and worst-case money. Changes nothing, needs no engine. */
@Command(
        name = "plan",
        sortOptions = false,
        description =
                "Show what files of bots and accounts would change on the lane: settings, limits, orders, worst-case money.",
        footer = {
            "",
            "Examples:",
            "  dragon plan                                  all files of accounts.d and bots.d",
            "  dragon plan bots.d/eth.toml --json",
            "  dragon plan bots.d/eth.toml --set limits.max_order_usd=200",
            "  dragon plan accounts.d/main.toml",
            "",
            "A bot whose file in bots.d is gone would be stopped, one that never had one is left alone. Paused, stopped and halted are no settings: a file says nothing of them.",
            "Exit status: 0 shown (\"pending\" says how much), 3 a file is wrong or asks for what cannot be, 4 no such account."
        })
final class PlanCommand extends Verb {
    @Mixin
    private PlanFiles files;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Override
    ExitCode run() throws IOException {
        final LanePlan plan = files.read(home().root(), lane());
        if (json) {
            Report.printJson(out(), plan.json());
        } else {
            plan.lines().forEach(out()::println);
        }
        out().flush();
        if (!plan.isEmpty()) {
            err().println("Next: dragon apply " + files.words() + "--plan " + plan.id()
                    + (plan.raisesRisk() ? " --confirm RAISE" : "") + " --reason \"...\"");
            err().flush();
        }
        return ExitCode.DONE;
    }
}
