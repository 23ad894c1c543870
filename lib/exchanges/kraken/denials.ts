/**
 * Whether an answer without Kraken's own words is a matter of the key. A 401 always is, whatever the body, and a 403 is but for a page: a page
 * under 403 comes from the firewall before Kraken.
 */
export function isDenial(status: number, text: string): boolean {
  return status === 401 || (status === 403 && !/^\s*</.test(text));
}
