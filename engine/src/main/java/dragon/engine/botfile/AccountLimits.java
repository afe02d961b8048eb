package dragon.engine.botfile;

import dragon.engine.core.gate.Limit;
import java.util.Map;

/**
 * The limits of an account as its operator describes them in a file. What is not named in it stays as it is.
 *
 * @param account label, or {@code #id}
 * @param limitsE8 times 10^8, or {@link dragon.engine.core.gate.Limits#OFF}
 * @param dailyLossE8 USD of a day, what is not realised left out; 0 = off, null = not named
 * @param totalLossE8 the same, of all days
 * @param origin file and line of each key; one that came from a flag or the environment has none
 */
public record AccountLimits(
        String account, Map<Limit, Long> limitsE8, Long dailyLossE8, Long totalLossE8, Origin origin) {

    /** True when the first loss limit lets more through than the second; 0 is none at all. */
    public static boolean isLooserLoss(final long aE8, final long bE8) {
        return aE8 != bE8 && bE8 != 0 && (aE8 == 0 || aE8 > bE8);
    }
}
