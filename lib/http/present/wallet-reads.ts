import type { Input } from '../../contract/deferred.ts';
import type { balanceResponse } from '../../contract/schemas/trading.ts';
import type { Balance } from '../../exchanges/model/position.ts';
import { unreadList } from '../../session/unread-lists.ts';
import type { WalletRead } from '../../session/wallet-reads.ts';
import { presentBalances } from './balances.ts';
import { presentUnread } from './unread.ts';
import { presentWallets } from './wallets.ts';

/** One wallet answers as itself. In an answer about every wallet each row names the market of its wallet. */
export function presentBalanceRead(
  accountId: string,
  { exchange, markets, parts }: WalletRead<Balance>,
): Input<typeof balanceResponse> {
  const answers = markets.map(({ market, marketType, rows }) =>
    presentBalances(market, accountId, marketType, [...rows]),
  );
  const unread = markets.flatMap(({ marketType, market, unread: rows }) =>
    unreadList(marketType, market, 'balance', rows),
  );
  const [only] = answers;
  if (parts === null && only !== undefined) return { ...only, ...presentUnread(unread) };
  const balances = answers.flatMap(({ balances: rows, market_type }) => namedRows(rows, market_type));
  return {
    exchange,
    exchange_account_id: accountId,
    market_type: null,
    balances,
    other_wallets: answers.flatMap(({ other_wallets: rows, market_type }) => namedRows(rows, market_type)),
    count: balances.length,
    ...presentWallets(parts ?? [], null, unread),
    ...presentUnread(unread),
  };
}

function namedRows<R extends object>(rows: readonly R[], marketType: 'spot' | 'swap' | null) {
  return rows.map((row) => ({ ...row, ...(marketType === null ? {} : { market_type: marketType }) }));
}
