package dragon.engine.core;

import org.agrona.DirectBuffer;

/**
 * Receives what one input caused, in the order in which it was caused.
 *
 * <p>Ownership: the buffer belongs to the core and is read during the call only.
 */
public interface Output {
    /** Takes an encoded intent, template ids 300-399, header included. */
    void intent(DirectBuffer buffer, int offset, int length);

    /** Takes an encoded audit message, template ids 400-499, header included. */
    void audit(DirectBuffer buffer, int offset, int length);
}
