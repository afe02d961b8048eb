package dragon.bench.storage;

import java.util.LinkedHashMap;
import java.util.Map;

/** How often a class of damage was tried, and how it ended. Threading: one thread. */
final class Tally {
    private final DamageClass damage;
    private long tried;
    private long refused;
    private long repaired;
    private long harmless;
    private long silent;
    private long lost;
    private long unclear;

    Tally(final DamageClass damage) {
        this.damage = damage;
    }

    DamageClass damage() {
        return damage;
    }

    void tried() {
        tried++;
    }

    /** Said at the start, or by an engine that stopped. */
    void refused() {
        refused++;
    }

    /** Sealed, and all before the damage copied into the next generation, which takes appends. */
    void repaired() {
        repaired++;
    }

    /** Nothing that anybody wrote was touched: every record is there and the next one goes behind it. */
    void harmless() {
        harmless++;
    }

    /** A record was dropped or changed and nobody said so. */
    void silent() {
        silent++;
    }

    /** Adds acknowledged records that lay before the damage and are gone. */
    void lost(final long records) {
        lost += records;
    }

    /** What was said is not one line with the place and the next step. */
    void unclear() {
        unclear++;
    }

    boolean holds() {
        return silent == 0 && lost == 0 && unclear == 0;
    }

    /** For people; under {@link #heading()}. */
    String line() {
        return String.format(
                "%-40s %7d  %7d  %8d  %8d  %6d  %11d  %7d",
                damage.words, tried, refused, repaired, harmless, silent, lost, unclear);
    }

    static String heading() {
        return String.format(
                "%-40s %7s  %7s  %8s  %8s  %6s  %11s  %7s",
                "damage", "tried", "refused", "repaired", "harmless", "silent", "lost before", "unclear");
    }

    /** For programs. */
    Map<String, Object> json() {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("damage", damage.name().toLowerCase(java.util.Locale.ROOT));
        json.put("tried", tried);
        json.put("refused", refused);
        json.put("repaired", repaired);
        json.put("harmless", harmless);
        json.put("silent", silent);
        json.put("lostBefore", lost);
        json.put("unclear", unclear);
        return json;
    }
}
