package dragon.gateway.venue;

import dragon.engine.core.order.ClientOrderIds;

/**
 * An order to hold still: what was asked for before it and has not left yet does not leave any more.
 *
 * <p>It holds nothing back that is asked for later: whoever froze asks for nothing.
 *
 * @param reach whose requests it is about
 * @param targetId account or bot, 0 for {@link Reach#EVERYTHING}
 * @param isOfPlacesOnly true where cancels go on
 */
public record Freeze(Reach reach, int targetId, boolean isOfPlacesOnly) {
    /** Whose requests a freeze is about. */
    public enum Reach {
        EVERYTHING,
        ACCOUNT,
        BOT
    }

    /** True for a request that it holds back. */
    public boolean holds(final int accountId, final long clientOrderId, final boolean isPlace) {
        if (isOfPlacesOnly && !isPlace) {
            return false;
        }
        return switch (reach) {
            case EVERYTHING -> true;
            case ACCOUNT -> accountId == targetId;
            case BOT -> ClientOrderIds.botId(clientOrderId) == targetId;
        };
    }
}
