/** Bookings. Pure. */
package dragon.engine.core.ledger;
