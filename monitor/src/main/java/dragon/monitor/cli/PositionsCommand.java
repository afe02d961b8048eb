package dragon.monitor.cli;

import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.LaneSnapshot.Leg;
import dragon.monitor.snapshot.SnapshotReader;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Verb {@code positions}. */
@Command(name = "positions", description = "Open legs, ours beside the venue's; with --all the flat ones too.")
final class PositionsCommand extends ReadingVerb {
    @Option(names = "--bot", paramLabel = "NAME", description = "Only of this bot: its name, or #id.")
    private String bot;

    @Option(names = "--all", description = "Flat legs too.")
    private boolean all;

    @Override
    void show(final SnapshotReader reader, final LaneSnapshot snapshot) {
        final int botId = bot == null ? 0 : Names.bot(snapshot, bot).id();
        final List<Leg> legs = snapshot.legs().stream()
                .filter(leg -> botId == 0 || leg.botId() == botId)
                .filter(leg -> all || isOpen(leg))
                .toList();
        BotReports.legs(snapshot).print(out(), format(), head(snapshot), legs);
    }

    private static boolean isOpen(final Leg leg) {
        return leg.quantityE8() != 0 || (leg.venueQuantityE8() != null && leg.venueQuantityE8() != 0);
    }
}
