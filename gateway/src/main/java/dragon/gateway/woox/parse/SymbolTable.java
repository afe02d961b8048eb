package dragon.gateway.woox.parse;

/** Symbols that were seen, each as one text for ever. At the limit new ones are made anew each time. One thread. */
final class SymbolTable {
    /** Characters of the longest symbol. */
    static final int LENGTH_MAX = 64;

    private static final int SLOTS = 1_024;
    private static final int KEPT_MAX = SLOTS / 2;

    private final String[] slots = new String[SLOTS];
    private int count;

    String intern(final String text, final int from, final int length) {
        int hash = length;
        for (int i = from; i < from + length; i++) {
            hash = hash * 31 + text.charAt(i);
        }
        int slot = (hash ^ hash >>> 10) & SLOTS - 1;
        while (slots[slot] != null) {
            final String known = slots[slot];
            if (known.length() == length && text.regionMatches(from, known, 0, length)) {
                return known;
            }
            slot = slot + 1 & SLOTS - 1;
        }
        final String symbol = text.substring(from, from + length);
        if (count < KEPT_MAX) {
            slots[slot] = symbol;
            count++;
        }
        return symbol;
    }
}
