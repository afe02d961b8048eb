/** The journal as people read it: described, dumped, verified and repaired. Nothing here needs a running engine. */
package dragon.tools.journal;
