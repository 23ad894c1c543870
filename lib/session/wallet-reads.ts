import type { AccountRef } from '../accounts/account.ts';
import { readAccount } from '../accounts/account-store.ts';
import type { MarketDefinition } from '../exchanges/definition.ts';
import type { ExchangeId } from '../exchanges/exchanges.ts';
import { marketOf } from '../exchanges/exchanges.ts';
import type { MarketType, Wallet } from '../exchanges/model/axes.ts';
import type { Balance } from '../exchanges/model/position.ts';
import type { UnreadRow } from '../exchanges/model/told.ts';
import { inEveryWallet, type WalletPart } from './every-wallet.ts';
import { openSession } from './open-session.ts';

/** One market's rows. */
export interface OfMarket<T> {
  readonly marketType: MarketType;
  readonly market: MarketDefinition;
  readonly rows: readonly T[];
  /** Rows that cannot be read. */
  readonly unread: readonly UnreadRow[];
}

/** Rows of a market, or of every wallet: then with the outcome for each wallet. */
export interface WalletRead<T> {
  readonly exchange: ExchangeId;
  readonly markets: readonly OfMarket<T>[];
  readonly parts: readonly WalletPart<unknown>[] | null;
}

/** The balances of one wallet, or of every wallet. A wallet that several markets share is told once, under the first of them. */
export async function readBalances(ref: AccountRef, marketType?: MarketType): Promise<WalletRead<Balance>> {
  const read = balancesIn(ref);
  if (marketType !== undefined) return readOne(read, marketType);
  const told = new Map<Wallet, { readonly first: MarketType; readonly rows: Promise<MarketRead<Balance>> }>();
  return readAll(ref, async (market, wallet) => {
    const known = told.get(wallet) ?? { first: market, rows: read(market) };
    told.set(wallet, known);
    const shown = await known.rows;
    return known.first === market ? shown : { ...shown, rows: [], unread: [] };
  });
}

interface MarketRead<T> extends Omit<OfMarket<T>, 'marketType'> {
  readonly exchange: ExchangeId;
}
type Read<T> = (marketType: MarketType, wallet: Wallet) => Promise<MarketRead<T>>;

function balancesIn(ref: AccountRef) {
  return async (marketType: MarketType): Promise<MarketRead<Balance>> => {
    const { market, wallets, account } = await openSession(ref, marketType);
    return { exchange: account.exchange, market, ...(await wallets.balanceList()) };
  };
}

async function readOne<T>(
  read: (marketType: MarketType) => Promise<MarketRead<T>>,
  marketType: MarketType,
): Promise<WalletRead<T>> {
  const { exchange, ...list } = await read(marketType);
  return { exchange, markets: [{ marketType, ...list }], parts: null };
}

async function readAll<T>(ref: AccountRef, read: Read<T>): Promise<WalletRead<T>> {
  const account = await readAccount(ref);
  const { exchange } = account;
  const walletOf = (marketType: MarketType): Wallet => marketOf({ exchange, marketType }).wallet;
  const parts = await inEveryWallet(account, async (marketType) => {
    const { exchange: _exchange, ...list } = await read(marketType, walletOf(marketType));
    return { marketType, ...list };
  });
  return { exchange, markets: parts.flatMap(({ value }) => (value === null ? [] : [value])), parts };
}
