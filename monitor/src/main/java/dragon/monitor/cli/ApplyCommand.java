package dragon.monitor.cli;

import dragon.engine.OperatorException;
import dragon.engine.botfile.AccountLimits;
import dragon.engine.protocol.DesiredStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Verb {@code apply}: does what {@code plan} has shown, and no other plan. */
@Command(
        name = "apply",
        sortOptions = false,
        description = "Make bots and limits of accounts as their files say: the plan that was shown, and no other.",
        footer = {
            "",
            "Examples:",
            "  dragon apply --plan 7f31c2aa --reason \"wider rungs\"",
            "  dragon apply bots.d/eth.toml --plan 7f31c2aa --confirm RAISE --reason \"one more rung\"",
            "  dragon apply bots.d/eth.toml --yes --reason \"smaller\"      where it only tightens",
            "",
            "Exit status: 0 done or nothing to do, 3 a file is wrong, 5 the lane has moved since the plan, 6 not confirmed, 9 partly."
        })
final class ApplyCommand extends ActingVerb {
    private static final String WORD = "RAISE";

    @Mixin
    private PlanFiles files;

    @Option(
            names = "--plan",
            paramLabel = "ID",
            description = "What dragon plan has printed; any other plan is refused.")
    private String wanted;

    @Option(names = "--confirm", paramLabel = WORD, description = "The word RAISE: more may be lost than before.")
    private String confirm;

    @Option(names = "--yes", description = "Do not ask where the plan only tightens.")
    private boolean yes;

    @Option(names = "--paused", description = "Create new bots paused.")
    private boolean paused;

    private LanePlan plan;

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
            throw moved(wanted, plan);
        }
        if (plan.raisesRisk() && confirm == null) {
            askForTheWord(WORD, "the same with --confirm RAISE");
            checkStillThere();
        } else if (!plan.raisesRisk() && !yes && wanted == null && confirm == null) {
            askForTheWord("APPLY", "the same with --yes, or with --plan " + plan.id());
            checkStillThere();
        }
    }

    /** The lane goes on while an operator reads. */
    private void checkStillThere() throws IOException {
        final LanePlan now = files.read(home().root(), lane());
        if (now.isEmpty() || !now.id().equals(plan.id())) {
            throw moved(plan.id(), now);
        }
        plan = now;
    }

    private static Failure moved(final String shown, final LanePlan now) {
        return new Failure(
                ExitCode.REFUSED,
                "This is " + (now.isEmpty() ? "no plan" : "plan " + now.id()) + " and not " + shown
                        + ": files or lane have moved since that was shown. Nothing was changed.",
                "dragon plan");
    }

    @Override
    boolean isIdle() {
        return plan.isEmpty();
    }

    /** A bot is one command, and an account at most two: what was done before the one that failed stays done. */
    @Override
    void act(final Commander engine) {
        final List<String> applied = new ArrayList<>();
        try {
            for (final AccountPlan.Change change : plan.accounts().changes()) {
                apply(engine, change, applied);
            }
            for (final BotPlan.Stop stop : plan.bots().stops()) {
                done("bot " + stop.name() + " stopped", engine.setBotDesired(stop.botId(), DesiredStatus.STOPPED), "");
                applied.add("bot " + stop.name());
            }
            for (final BotPlan.Change change : plan.bots().changes()) {
                apply(engine, change);
                if (change.kind() != BotPlan.Kind.NOTHING) {
                    applied.add("bot " + change.bot().name());
                }
            }
        } catch (final Failure | OperatorException e) {
            throw partly(applied, e, "dragon plan");
        }
        err().println("Next: dragon explain <bot>, dragon account show <account>");
    }

    /** All that the file says, not only what is another value: so the lines are those of the file as it is now. */
    private void apply(final Commander engine, final AccountPlan.Change change, final List<String> applied) {
        final AccountLimits file = change.file();
        final String what = "limits of account " + file.account();
        if (change.changesLimits()) {
            done(
                    what + " set",
                    engine.setLimits(change.accountId(), file.limitsE8(), file.origin(), change.raisesRisk()),
                    "");
            applied.add(what);
        }
        if (change.changesLosses()) {
            done(
                    "loss " + what + " set",
                    engine.setAccount(
                            change.accountId(),
                            null,
                            file.dailyLossE8(),
                            file.totalLossE8(),
                            file.origin(),
                            change.raisesRisk()),
                    "");
            applied.add("loss " + what);
        }
    }

    private void apply(final Commander engine, final BotPlan.Change change) {
        final String name = change.bot().name();
        switch (change.kind()) {
            case NOTHING -> {
                // It is as its file says.
            }
            case CREATE -> done(
                    "bot " + name + " created",
                    engine.createBot(
                            change.bot(), change.accountId(), paused ? DesiredStatus.PAUSED : DesiredStatus.RUNNING),
                    "");
            case CHANGE -> done(
                    "bot " + name + " changed",
                    engine.changeBot(change.botId(), change.bot(), change.settingsBefore(), change.raisesRisk()),
                    "");
        }
    }
}
