package dragon.monitor.cli;

import dragon.engine.protocol.DesiredStatus;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Verb {@code apply}: does exactly what {@code plan} has shown, or nothing. */
@Command(
        name = "apply",
        sortOptions = false,
        description = "Make the lane as the bot files say: exactly the plan that was shown, or nothing.",
        footer = {
            "",
            "Examples:",
            "  dragon apply --plan 7f31c2aa --reason \"wider rungs\"",
            "  dragon apply bots.d/eth.toml --plan 7f31c2aa --confirm RAISE --reason \"one more rung\"",
            "  dragon apply bots.d/eth.toml --yes --reason \"smaller\"      where it only tightens",
            "",
            "Exit status: 0 done or nothing to do, 3 a file is wrong, 5 the lane has moved since the plan, 6 not confirmed."
        })
final class ApplyCommand extends ActingVerb {
    private static final String WORD = "RAISE";

    @Mixin
    private PlanFiles files;

    @Option(names = "--plan", paramLabel = "ID", description = "What dragon plan has printed; any other plan is refused.")
    private String wanted;

    @Option(names = "--confirm", paramLabel = WORD, description = "The word RAISE: more may be lost than before.")
    private String confirm;

    @Option(names = "--yes", description = "Do not ask where the plan only tightens.")
    private boolean yes;

    @Option(names = "--paused", description = "Create new bots paused.")
    private boolean paused;

    private BotPlan plan;

    @Override
    void check() throws IOException {
        checkTheWord(WORD, confirm, "the same with --confirm RAISE");
        requireReason();
        plan = files.read(home().root(), lane());
        plan.lines().forEach(out()::println);
        out().flush();
        if (plan.isEmpty()) {
            return;
        }
        if (wanted != null && !wanted.equals(plan.id())) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "This is plan " + plan.id() + " and not " + wanted
                            + ": files or lane have moved since that was shown. Nothing was changed.",
                    "read the plan above, then dragon apply --plan " + plan.id());
        }
        if (plan.raisesRisk() && confirm == null) {
            askForTheWord(WORD, "the same with --confirm RAISE");
        } else if (!plan.raisesRisk() && !yes && wanted == null && confirm == null) {
            askForTheWord("APPLY", "the same with --yes, or with --plan " + plan.id());
        }
    }

    @Override
    boolean isIdle() {
        return plan.isEmpty();
    }

    @Override
    void act(final Commander engine) {
        for (final BotPlan.Change change : plan.changes()) {
            final String name = change.bot().name();
            switch (change.kind()) {
                case NOTHING -> {
                    // It is as its file says.
                }
                case CREATE -> done(
                        "bot " + name + " created",
                        engine.createBot(
                                change.bot(),
                                change.accountId(),
                                paused ? DesiredStatus.PAUSED : DesiredStatus.RUNNING),
                        "");
                case CHANGE -> done(
                        "bot " + name + " changed",
                        engine.changeBot(change.botId(), change.bot(), change.settingsBefore(), plan.raisesRisk()),
                        "");
            }
        }
        err().println("Next: dragon explain <bot>");
    }
}
