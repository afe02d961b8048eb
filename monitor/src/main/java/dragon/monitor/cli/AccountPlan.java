package dragon.monitor.cli;

import dragon.engine.botfile.AccountFile;
import dragon.engine.botfile.AccountLimits;
import dragon.engine.core.CoreState;
import dragon.engine.core.Output;
import dragon.engine.core.account.Account;
import dragon.engine.core.gate.Limit;
import dragon.engine.core.gate.Limits;
import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.SetLimitsEncoder;
import dragon.monitor.snapshot.Decimals;
import dragon.tools.explain.Moment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * What account files would change on a lane: limits, each with the line where it is written.
 *
 * <p>A file names what it sets: a limit that it does not name stays as it is, and so do all of an account whose file is gone.
 */
final class AccountPlan {
    private static final long NS_PER_MS = 1_000_000L;
    private static final String NOT_SET = "not set";

    /** One limit that would be another one; the values as they are written, {@link #NOT_SET} = nobody has set it. */
    record Difference(String key, int line, String before, String after, boolean raises, boolean fallsBack) {}

    /**
     * One account of the plan.
     *
     * @param differences none = it is as its file says
     * @param notes what an operator should know and nothing is done about, a line each
     */
    record Change(AccountLimits file, int accountId, List<Difference> differences, List<String> notes) {
        boolean isNothing() {
            return differences.isEmpty();
        }

        boolean raisesRisk() {
            return differences.stream().anyMatch(Difference::raises);
        }

        /** Whether one of the limits of {@code account set --limit} is another one. */
        boolean changesLimits() {
            return differences.stream().anyMatch(each -> !isLoss(each.key()));
        }

        /** Whether a loss limit of the account is another one. */
        boolean changesLosses() {
            return differences.stream().anyMatch(each -> isLoss(each.key()));
        }

        private static boolean isLoss(final String key) {
            return key.equals(AccountFile.DAILY_LOSS) || key.equals(AccountFile.TOTAL_LOSS);
        }
    }

    private final CoreState state;
    private final List<Change> changes = new ArrayList<>();
    private final List<String> leftAlone = new ArrayList<>();

    private AccountPlan(final CoreState state) {
        this.state = state;
    }

    /**
     * Compares files with a lane, and gives what they change to its core, so that a trial after it meets these limits.
     *
     * @param folder where the files of all accounts are; null = only these were asked for
     * @throws Failure where a file asks for what cannot be
     */
    static AccountPlan of(final Moment moment, final List<AccountLimits> files, final Path folder) {
        final AccountPlan plan = new AccountPlan(moment.state());
        files.forEach(file -> plan.add(file, folder != null));
        if (folder != null && Files.isDirectory(folder)) {
            plan.findWithoutFile(files, folder);
        }
        plan.changes.forEach(change -> plan.trial(moment, change));
        return plan;
    }

    private void add(final AccountLimits file, final boolean areAll) {
        final Account account = state.accounts().find(file.account());
        if (account != null && account.status() != AccountStatus.DELETED) {
            changes.add(change(file, account));
        } else if (areAll) { // One folder may serve several lanes.
            leftAlone.add("account " + file.account()
                    + "   is not on this lane, its file is left alone: dragon account add " + file.account());
        } else {
            throw new Failure(
                    ExitCode.NOT_FOUND,
                    "No account '" + file.account() + "' on this lane, for "
                            + file.origin().file() + "; nothing was changed.",
                    "dragon account list");
        }
    }

    private Change change(final AccountLimits file, final Account account) {
        final List<Difference> differences = new ArrayList<>();
        final List<String> notes = new ArrayList<>();
        compareLoss(file, AccountFile.DAILY_LOSS, account.dailyLossLimitE8(), file.dailyLossE8(), differences);
        compareLoss(file, AccountFile.TOTAL_LOSS, account.totalLossLimitE8(), file.totalLossE8(), differences);
        for (final Limit limit : Limit.all()) {
            final long heldE8 = account.limits().valueE8(limit, state.nowNs());
            final Long wantedE8 = file.limitsE8().get(limit);
            if (wantedE8 == null) {
                noteUnnamed(file, account, limit, heldE8, notes);
            } else if (wantedE8 == heldE8) {
                noteRaised(account, limit, notes);
            } else {
                final boolean raises = account.limits().isRaise(limit, wantedE8, state.nowNs());
                add(file, AccountFile.keyOf(limit), text(heldE8), text(wantedE8), raises, true, differences);
            }
        }
        return new Change(file, account.id(), differences, notes);
    }

    private static void compareLoss(
            final AccountLimits file,
            final String key,
            final long heldOrNullE8,
            final Long wantedE8,
            final List<Difference> differences) {
        final long heldE8 = heldOrNullE8 == Account.NULL_USD ? 0 : heldOrNullE8;
        if (wantedE8 != null && wantedE8 != heldE8) {
            final boolean raises = AccountLimits.isLooserLoss(wantedE8, heldE8);
            add(file, key, lossText(heldE8), lossText(wantedE8), raises, false, differences);
        }
    }

    private static void add(
            final AccountLimits file,
            final String key,
            final String before,
            final String after,
            final boolean raises,
            final boolean fallsBack,
            final List<Difference> differences) {
        final int line = file.origin().line(key);
        if (raises && line == 0) {
            throw new Failure(
                    ExitCode.USAGE,
                    "'" + key + "' of account '" + file.account() + "' is " + before
                            + " on this lane, a flag or the environment may only tighten it, found " + after
                            + ". Nothing was changed.",
                    "write it in " + file.origin().file());
        }
        differences.add(new Difference(key, line, before, after, raises, raises && fallsBack));
    }

    /** A limit that has gone from its file holds on: nobody has said what is to hold in its place. */
    private void noteUnnamed(
            final AccountLimits file,
            final Account account,
            final Limit limit,
            final long heldE8,
            final List<String> notes) {
        if (heldE8 != Limits.UNSET
                && account.limits()
                        .origin(limit, state.nowNs())
                        .startsWith(file.origin().file() + ":")) {
            notes.add(AccountFile.keyOf(limit) + "  " + text(heldE8)
                    + " stays, though the file does not name it any more");
        }
    }

    private void noteRaised(final Account account, final Limit limit, final List<String> notes) {
        final long untilNs = account.limits().raisedUntilNs(limit, state.nowNs());
        if (untilNs != 0) {
            notes.add(AccountFile.keyOf(limit) + "  is raised, and falls back at "
                    + Instant.ofEpochMilli(untilNs / NS_PER_MS));
        }
    }

    private static String text(final long valueE8) {
        return valueE8 == Limits.UNSET
                ? NOT_SET
                : valueE8 == Limits.OFF ? "off" : Decimals.of(valueE8).toPlainString();
    }

    private static String lossText(final long valueE8) {
        return valueE8 == 0 ? "off" : Decimals.of(valueE8).toPlainString();
    }

    /** Accounts that none of the files is of. */
    private void findWithoutFile(final List<AccountLimits> files, final Path folder) {
        final Set<String> labels = files.stream().map(AccountLimits::account).collect(Collectors.toSet());
        for (int id = 1; id <= state.accounts().count(); id++) {
            final Account account = state.accounts().get(id);
            if (account.status() != AccountStatus.DELETED && !labels.contains(account.label())) {
                leftAlone.add("account " + account.label()
                        + (hasLimitsOfAFile(account, folder)
                                ? "   its file is gone, its limits stay as they are"
                                : "   has no file, is left alone"));
            }
        }
    }

    private boolean hasLimitsOfAFile(final Account account, final Path folder) {
        final String prefix = folder.toAbsolutePath().normalize() + "/";
        boolean hasOne = account.dailyLossOrigin().startsWith(prefix)
                || account.totalLossOrigin().startsWith(prefix);
        for (final Limit limit : Limit.all()) {
            hasOne |= account.limits().origin(limit, state.nowNs()).startsWith(prefix);
        }
        return hasOne;
    }

    private void trial(final Moment moment, final Change change) {
        if (!change.changesLimits()) {
            return;
        }
        final Map<Limit, Long> limitsE8 = change.file().limitsE8();
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final SetLimitsEncoder command = new SetLimitsEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .commandId(Long.MIN_VALUE + change.accountId())
                .accountId(change.accountId())
                .confirmed(Bool.YES)
                .operatorName("");
        final SetLimitsEncoder.LimitsEncoder group = command.limitsCount(limitsE8.size());
        limitsE8.forEach((limit, valueE8) ->
                group.next().limit(limit.wire()).valueE8(valueE8).line(0));
        command.reason("").file("");
        moment.core()
                .apply(
                        state.nowNs(),
                        buffer,
                        0,
                        MessageHeaderEncoder.ENCODED_LENGTH + command.encodedLength(),
                        new Output() {
                            @Override
                            public void intent(final DirectBuffer message, final int offset, final int length) {
                                throw new AssertionError("limits move no order");
                            }

                            @Override
                            public void audit(final DirectBuffer message, final int offset, final int length) {
                                // What it says is what the plan says.
                            }
                        });
    }

    List<Change> changes() {
        return changes;
    }

    long pending() {
        return changes.stream().filter(change -> !change.isNothing()).count();
    }

    boolean raisesRisk() {
        return changes.stream().anyMatch(Change::raisesRisk);
    }

    /** The same for the same files on a lane with the same limits. */
    String fingerprint() {
        final StringBuilder all = new StringBuilder();
        for (final Change change : changes) {
            for (final Difference difference : change.differences()) {
                all.append("account/")
                        .append(change.accountId())
                        .append('/')
                        .append(difference.key())
                        .append('/')
                        .append(difference.before())
                        .append('/')
                        .append(difference.after())
                        .append('\n');
            }
        }
        return all.toString();
    }

    /** For people. */
    List<String> lines() {
        final List<String> lines = new ArrayList<>();
        for (final Change change : changes) {
            lines.add(
                    change.isNothing()
                            ? "= account " + change.file().account() + "   as its file says"
                            : "~ account " + change.file().account());
            change.differences()
                    .forEach(difference -> lines.add("    " + difference.key() + "  " + difference.before() + " -> "
                            + difference.after() + "   at once"
                            + (difference.fallsBack() ? ", for 24 hours" : "")
                            + (difference.raises() ? "   RAISES RISK" : "")));
            change.notes().forEach(note -> lines.add("    " + note));
        }
        leftAlone.forEach(line -> lines.add("  " + line));
        return lines;
    }

    /** The same as JSON. */
    List<Map<String, Object>> json() {
        return changes.stream().map(AccountPlan::json).toList();
    }

    /** What nothing is done about, as JSON. */
    List<String> leftAlone() {
        return leftAlone;
    }

    private static Map<String, Object> json(final Change change) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("account", change.file().account());
        json.put("change", change.isNothing() ? "nothing" : "change");
        json.put("file", change.file().origin().file());
        final List<Map<String, Object>> limits = new ArrayList<>();
        for (final Difference difference : change.differences()) {
            final Map<String, Object> one = new LinkedHashMap<>();
            one.put("key", difference.key());
            one.put("line", difference.line());
            one.put("before", difference.before());
            one.put("after", difference.after());
            one.put("raisesRisk", difference.raises());
            limits.add(one);
        }
        json.put("limits", limits);
        json.put("notes", change.notes());
        json.put("raisesRisk", change.raisesRisk());
        return json;
    }
}
