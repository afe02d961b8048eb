package dragon.monitor.cli;

import dragon.engine.botfile.AccountLimits;
import dragon.engine.botfile.BotSettings;
import dragon.tools.explain.Moment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What files would change on a lane: limits of accounts first, then bots under these limits. */
final class LanePlan {
    private static final int ID_BYTES = 4;

    private final AccountPlan accounts;
    private final BotPlan bots;

    private LanePlan(final AccountPlan accounts, final BotPlan bots) {
        this.accounts = accounts;
        this.bots = bots;
    }

    /**
     * Compares files with a lane.
     *
     * @param moment of the lane; its core is used up by the trial
     * @param accountFolder where the files of all accounts are; null = only these were asked for
     * @param botFolder the same of bots: bots that have lost their file in it are told, and stopped
     * @throws Failure where a file asks for what cannot be
     */
    static LanePlan of(
            final Moment moment,
            final List<AccountLimits> accounts,
            final List<BotSettings> bots,
            final Path accountFolder,
            final Path botFolder) {
        final AccountPlan ofAccounts = AccountPlan.of(moment, accounts, accountFolder);
        return new LanePlan(ofAccounts, BotPlan.of(moment, bots, botFolder));
    }

    AccountPlan accounts() {
        return accounts;
    }

    BotPlan bots() {
        return bots;
    }

    private long pending() {
        return accounts.pending() + bots.pending();
    }

    boolean isEmpty() {
        return pending() == 0;
    }

    boolean raisesRisk() {
        return accounts.raisesRisk() || bots.raisesRisk();
    }

    /** Name of exactly this plan: another state of the lane, or another file, gives another one. */
    String id() {
        try {
            final byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((accounts.fingerprint() + bots.fingerprint()).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (final NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK knows SHA-256", e);
        }
    }

    /** For people. */
    List<String> lines() {
        final List<String> lines = new ArrayList<>(accounts.lines());
        lines.addAll(bots.lines());
        lines.add(
                isEmpty()
                        ? "nothing to do"
                        : "plan " + id() + "   " + pending() + (pending() == 1 ? " change" : " changes"));
        return lines;
    }

    /** The same as JSON. */
    Map<String, Object> json() {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("schema", "dragon/plan/1");
        json.put("plan", isEmpty() ? null : id());
        json.put("pending", pending());
        json.put("raisesRisk", raisesRisk());
        json.put("accounts", accounts.json());
        json.put("accountsLeftAlone", accounts.leftAlone());
        json.putAll(bots.json());
        return json;
    }
}
