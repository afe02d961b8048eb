/**
 * The journal as the engine and its followers see it: documents of enveloped records, one writer, many readers.
 *
 * <p>Promise: what a reader is handed is what the writer appended, whole, in order, without a hole; where that cannot
 * be kept, the damage is named and nothing behind it is believed.
 */
package dragon.engine.journal;
