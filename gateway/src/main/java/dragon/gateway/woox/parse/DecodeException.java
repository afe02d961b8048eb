package dragon.gateway.woox.parse;

import java.io.IOException;

/** A message of the venue is not what it should be; names the field, quotes at most a short number. */
public final class DecodeException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Names the field and what is wrong with it. */
    public DecodeException(final String message) {
        super(message);
    }
}
