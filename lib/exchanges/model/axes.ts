/** What a symbol trades as; the API's `market_type`. */
export type MarketType = 'spot' | 'swap';
export const marketTypes = ['spot', 'swap'] as const satisfies readonly MarketType[];

/** A symbol with a settlement trades as a swap: `BTC/USD:USD`. */
export function marketTypeOf(symbol: string): MarketType {
  return symbol.includes(':') ? 'swap' : 'spot';
}

/** The market that a request names, by itself or by its symbol; undefined: the request is about every wallet of the account. */
export function marketTypeNamed(marketType: MarketType | undefined, symbol?: string): MarketType | undefined {
  return marketType ?? (symbol === undefined ? undefined : marketTypeOf(symbol));
}

/** The requested market type; without one the symbol decides, else spot. */
export function marketTypeFor(marketType: MarketType | undefined, symbol?: string): MarketType {
  return marketTypeNamed(marketType, symbol) ?? 'spot';
}

/** One sealed credential with one nonce counter: a name among the `keys` of an exchange's definition. */
export type KeySlot = string;

/** One set of balances: the markets and transfers of an exchange's definition name the wallets. */
export type Wallet = string;

/** One ledger to pull, with one cursor: a name among the `streams` of an exchange's definition. */
export type LedgerStream = string;

/** A wallet as clients name the wallet: the market type for the wallet of the market, `swap:<wallet>` for a wallet beside that wallet. */
export type WalletAccount = MarketType | `${MarketType}:${Wallet}`;

export function walletAccount(marketType: MarketType, sideWallet: Wallet | null): WalletAccount {
  return sideWallet === null ? marketType : `${marketType}:${sideWallet}`;
}

export function marketTypeOfAccount(account: WalletAccount): MarketType {
  return account.startsWith('spot') ? 'spot' : 'swap';
}

/** Null for the wallet of the market. */
export function sideWalletOf(account: WalletAccount): Wallet | null {
  const colon = account.indexOf(':');
  return colon === -1 ? null : account.slice(colon + 1);
}

/** Countries whose addresses an exchange refuses, whatever the key, and the regions of AWS that lie there. Null: the exchange names no country. */
export interface ClosedTo {
  readonly countries: string;
  readonly regions: RegExp;
}
