package dragon.gateway.woox.parse;

import java.io.IOException;

/**
 * A message of the venue is not what it should be; names the field, quotes at most a short number.
 *
 * <p>The only error that a parser lets out, whatever it was given. What the venue wrote is in the message in printable form.
 */
public final class DecodeException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int MESSAGE_CHARS_MAX = 400;

    /** Names the field and what is wrong with it. */
    public DecodeException(final String message) {
        super(Printable.cut(message, MESSAGE_CHARS_MAX));
    }

    /** Bad input is expected and may come by the thousand: where it was found says the message, not a stack. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
