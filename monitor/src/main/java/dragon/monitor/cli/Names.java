package dragon.monitor.cli;

import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.LaneSnapshot.Account;
import dragon.monitor.snapshot.LaneSnapshot.Bot;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Finds bots and accounts by the name that the operator gave them, or by {@code #id}. */
final class Names {
    private Names() {}

    static Bot bot(final LaneSnapshot snapshot, final String name) {
        return find("bot", snapshot.bots(), name, Bot::name, Bot::id);
    }

    static Account account(final LaneSnapshot snapshot, final String label) {
        return find("account", snapshot.accounts(), label, Account::label, Account::id);
    }

    private static <T> T find(
            final String noun,
            final List<T> all,
            final String name,
            final Function<T, String> nameOf,
            final ToIntFunction<T> idOf) {
        return all.stream()
                .filter(each -> nameOf.apply(each).equals(name) || name.equals("#" + idOf.applyAsInt(each)))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        ExitCode.NOT_FOUND,
                        "No " + noun + " '" + name + "'"
                                + suggestion(name, all.stream().map(nameOf).toList()) + ".",
                        "dragon " + noun + " list"));
    }

    private static String suggestion(final String name, final List<String> known) {
        final String nearest = nearest(name, known);
        return nearest == null ? "" : "; the nearest name is '" + nearest + "'";
    }

    /** The known name with the fewest edits from a typed one, or null where nothing is near. */
    static String nearest(final String typed, final List<String> known) {
        final String wanted = typed.toLowerCase(Locale.ROOT);
        return known.stream()
                .min(Comparator.comparingInt(each -> edits(wanted, each.toLowerCase(Locale.ROOT))))
                .filter(each -> edits(wanted, each.toLowerCase(Locale.ROOT)) <= Math.max(2, typed.length() / 2))
                .orElse(null);
    }

    /** Levenshtein distance. */
    private static int edits(final String a, final String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            final int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                final int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(previous[j], row[j - 1]));
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
