/** What WOO X sends, read token by token into exact values: no double, no map, no reflection. */
package dragon.gateway.woox.parse;
