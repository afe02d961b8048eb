/**
 * Copies of a lane that outlive its disk: made beside a running engine, checked to the last byte, and brought back as a lane that
 * cannot use a term or an order id again and lets nothing leave before a person has looked.
 */
package dragon.tools.backup;
