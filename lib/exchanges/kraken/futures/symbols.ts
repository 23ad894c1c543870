/**
 * The symbol of a contract that the cached markets lack, from its name alone: the contract has expired, or was listed later. PF_ and FF_
 * are settled in the quote currency, PI_ and FI_ in the coin; dated contracts end with the date. A name of a different form stands for the
 * symbol.
 */
function symbolOfContract(id: string): string {
  const [, kind, base, quote, date] = /^(PF|PI|FF|FI)_([A-Z0-9]+)(USD|EUR)(?:_(\d{6}))?$/.exec(id) ?? [];
  if (kind === undefined || base === undefined || quote === undefined) return id;
  const coin = coinOf(base);
  const settle = kind.endsWith('F') ? quote : coin;
  return `${coin}/${quote}:${settle}${date === undefined ? '' : `-${date}`}`;
}

/** The quote currency in a contract's name; null for every other name. */
export function quoteOfContract(id: string): string | null {
  const symbol = symbolOfContract(id.toUpperCase());
  return /\/([A-Z]+):/.exec(symbol)?.[1] ?? null;
}

/** Kraken's own names of two coins, of which Kraken Spot writes the longer too. */
export const coins = { XBT: 'BTC', XDG: 'DOGE', XXBT: 'BTC', XXDG: 'DOGE' } as const;

/** The code of a coin by any of Kraken's names, in capitals. */
export function coinOf(name: string): string {
  return Object.hasOwn(coins, name) ? coins[name as keyof typeof coins] : name;
}

/** The symbol of every contract, whatever case Kraken writes its name in: from the listed markets, else from the name alone. */
export function symbolOf(contract: string, known: (name: string) => string | undefined): string {
  const id = contract.toUpperCase();
  return known(contract) ?? known(id) ?? symbolOfContract(id);
}

/** Whether both are names of one contract: Kraken writes pi_xbtusd, PF_XBTUSD and PF_AAPLxUSD, and the same contract in several cases. */
export function isSameContract(one: unknown, other: string): boolean {
  return String(one).toUpperCase() === other.toUpperCase();
}
