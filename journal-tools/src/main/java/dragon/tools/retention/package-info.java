/**
 * Which files of a journal may go, and their going: only the oldest, only what a backup that was read again holds record by record,
 * and nothing that a state image, an order or an incident needs.
 */
package dragon.tools.retention;
