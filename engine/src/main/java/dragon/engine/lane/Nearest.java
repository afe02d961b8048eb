package dragon.engine.lane;

import java.util.Collection;

/** The name that a person probably meant. */
public final class Nearest {
    private static final int EDITS_MAX = 3;

    private Nearest() {}

    /** The candidate with the fewest edits from what was typed, at most three; empty if there is none. */
    public static String of(final String typed, final Collection<String> candidates) {
        String nearest = "";
        int fewest = EDITS_MAX + 1;
        for (final String candidate : candidates) {
            final int edits = edits(typed, candidate);
            final boolean isNearer = edits < fewest || edits == fewest && candidate.compareTo(nearest) < 0;
            if (isNearer && edits <= EDITS_MAX && edits < Math.max(typed.length(), candidate.length())) {
                fewest = edits;
                nearest = candidate;
            }
        }
        return nearest;
    }

    private static int edits(final String a, final String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            final int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                final int swap = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(swap, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}
