package dragon.bench.smoke;

import dragon.bench.lane.JournalWatch.Answered;
import java.util.List;

/** An account that an operator has disabled: entries off, exits on, nothing fatal. */
final class AccountNotActive implements Item {
    @Override
    public String number() {
        return "4";
    }

    @Override
    public String title() {
        return "account not active";
    }

    @Override
    public List<String> accounts() {
        return List.of("inactive");
    }

    @Override
    public void check(final Stage stage, final Checks checks) throws Exception {
        final EntryBlock block = new EntryBlock(stage, checks, "inactive");
        final Answered disabled = stage.act("account", "set", "inactive", "--status", "disabled");
        block.isShown(disabled, "account_not_active", "Risk blocked (account_not_active)", "Blocked by account");
        block.holdsEntriesBack(disabled);
        block.letsReductionsOut();
        final Answered active = stage.act("account", "set", "inactive", "--status", "active");
        block.ends(active, block.entriesBetween(disabled, active));
    }
}
