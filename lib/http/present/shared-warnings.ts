import type { Account } from '../../accounts/account.ts';
import type { Sharer } from '../../accounts/shared-keys.ts';
import { marketOf } from '../../exchanges/exchanges.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';

/** The accounts of the tenant that read the same wallet, in words. */
export function sharedWarnings(
  { exchange }: Account,
  marketType: MarketType,
  sharers: readonly Pick<Sharer, 'accountId' | 'by'>[],
): string[] {
  const { title } = marketOf({ exchange, marketType });
  const named = (by: Sharer['by']) => sharers.filter((sharer) => sharer.by === by).map(({ accountId }) => accountId);
  const [same, others] = [named('key'), named('customer')];
  return [
    ...(same.length === 0 ? [] : [sameKey(title, same)]),
    ...(others.length === 0 ? [] : [sameCustomer(title, others)]),
  ];
}

function sameKey(title: string, ids: readonly string[]): string {
  return `the same ${title} key is registered under ${list(ids)} too: orders, balances and PnL are the same under each account, and sums over all accounts count the wallet once`;
}

function sameCustomer(title: string, ids: readonly string[]): string {
  return `the ${title} key belongs to the same customer of the exchange as the key of ${list(ids)}: both keys reach the same money, and sums over all accounts count the wallet once`;
}

function list(ids: readonly string[]): string {
  return [ids.slice(0, -1).join(', '), ...ids.slice(-1)].filter(Boolean).join(' and ');
}
