import type { Account } from '../accounts/account.ts';
import { listAccounts } from '../accounts/account-list.ts';
import { type Sharers, sharersOf } from '../accounts/shared-keys.ts';
import { inParallel } from '../aws/all-to-the-end.ts';
import { currentCall, runInCall } from '../aws/call-context.ts';
import { Decimal } from '../decimal.ts';
import { type CountedWallet, type PriceOf, type Totals, totalsOf } from './totals.ts';
import { type AssetAt, type UsdPrice, usdPrices } from './usd-prices.ts';
import { readWallet, walletsOf } from './wallet.ts';

export interface Portfolio {
  readonly accounts: readonly Account[];
  readonly wallets: readonly CountedWallet[];
  readonly prices: readonly UsdPrice[];
  readonly priceOf: PriceOf;
  /** Over the accounts of this page. A wallet that accounts of several pages share is counted on one of the pages. */
  readonly totals: Totals;
  readonly next: string | null;
}

/** Wallets that are read side by side. Most of a read is waiting; a connection pool has 64 places for each host. */
const width = 40;
/** Of the call's time, for the prices and the answer. */
const pricesMs = 6000;

/**
 * A page of the tenant's accounts, read from the exchange now: two or three requests of each key. A wallet that cannot be read hides no other. Prices
 * come last, and each asset is asked for once.
 */
export async function portfolioOf(tenant: string, limit: number, cursor: string | null): Promise<Portfolio> {
  const { accounts, next } = await listAccounts(tenant, limit, cursor);
  const sharers = await sharersOf(tenant, accounts);
  const wanted = accounts.flatMap((account) => walletsOf(account).map((name) => ({ account, name })));
  const wallets = await sooner(() =>
    inParallel(wanted, width, async ({ account, name }) => ({
      ...(await readWallet(account, name)),
      exchange: account.exchange,
      countedUnder: countedUnder(account, name.slot, sharers),
    })),
  );
  const prices = await usdPrices(assetsIn(wallets));
  const priceOf: PriceOf = (exchange, asset) =>
    prices.find((price) => price.exchange === exchange && price.asset === asset);
  return { accounts, wallets, prices, priceOf, totals: totalsOf(wallets, priceOf), next };
}

/** A shared wallet counts under the account that comes first, so that pages can be added up. */
function countedUnder({ accountId }: Account, slot: string, sharers: Sharers): string | null {
  const others = (sharers.get(accountId) ?? []).filter((sharer) => sharer.slot === slot);
  const [first] = others.map((sharer) => sharer.accountId).toSorted();
  return first !== undefined && first < accountId ? first : null;
}

function assetsIn(wallets: readonly CountedWallet[]): AssetAt[] {
  const assets = wallets.flatMap(({ exchange, balances, positions }) => [
    ...(balances ?? []).filter(({ total }) => !new Decimal(total).isZero()).map(({ asset }) => ({ exchange, asset })),
    ...(positions ?? []).flatMap(({ settle }) => (settle === null ? [] : [{ exchange, asset: settle }])),
  ]);
  return [...new Map(assets.map((one) => [`${one.exchange} ${one.asset}`, one])).values()];
}

/** The reads of the wallets end early enough for the prices. */
function sooner<T>(run: () => Promise<T>): Promise<T> {
  const call = currentCall();
  return call === undefined ? run() : runInCall({ ...call, deadline: call.deadline - pricesMs }, run);
}
