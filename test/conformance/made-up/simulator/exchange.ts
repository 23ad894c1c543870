import type { Account } from '../../../../infra/local/exchanges/engine/account.ts';
import type { Exchange, Ids } from '../../../../infra/local/exchanges/engine/exchange.ts';
import { createFundingRates } from '../../../../infra/local/exchanges/engine/funding-rates.ts';
import { post } from '../../../../infra/local/exchanges/engine/ledger.ts';
import { noLedgerFaults } from '../../../../infra/local/exchanges/engine/ledger-faults.ts';
import { openAccount as openEngineAccount } from '../../../../infra/local/exchanges/engine/open-account.ts';
import type { World } from '../../../../infra/local/exchanges/engine/world.ts';
import { Decimal } from '../../../../lib/decimal.ts';
import type { Key } from './auth.ts';
import { listMarkets } from './instruments.ts';
import { rules, wallet } from './rules.ts';
import type { Move } from './transfers.ts';

/** The engine's exchange, and the keys of its customers. */
export interface MadeUpExchange extends Exchange {
  readonly keys: Map<string, Key>;
  readonly wire: WireState;
}

/** What the engine does not know: moves between wallets, and how positions of the account are kept. */
export interface WireState {
  readonly moves: Move[];
  /** New moves between wallets. */
  movesAre: Move['state'];
  positionMode: 'net' | 'two-sided';
}

export const hourMs = 3_600_000;

/** Money that every account begins with. */
const deposits = [
  ['USDT', 100_000],
  ['BTC', 2],
  ['ETH', 20],
] as const;

export function createExchange(world: World, keys: Map<string, Key>): MadeUpExchange {
  const exchange: MadeUpExchange = {
    ...{ world, keys, rules, ids: countedIds(), events: {}, historyLateMs: 0, judgesIdLast: false },
    ...{ markets: listMarkets(), accounts: new Map(), ledgerFaults: noLedgerFaults() },
    funding: createFundingRates(world, hourMs),
    wire: { moves: [], movesAre: 'done', positionMode: 'net' },
  };
  for (const { customer } of keys.values()) openAccount(exchange, customer);
  return exchange;
}

/** The opening money is in the ledger, so that the ledger adds up to the wallet. */
export function openAccount(exchange: Exchange, customer: string): Account {
  const { account, isNew } = openEngineAccount(exchange, customer);
  if (isNew)
    for (const [asset, amount] of deposits)
      post(exchange, account, { kind: 'deposit', wallet, asset, change: new Decimal(amount) });
  return account;
}

/** Everything is counted, in one row. */
function countedIds(): Ids {
  const state = { last: 0 };
  const next = (): string => {
    state.last += 1;
    return String(state.last);
  };
  return {
    state,
    ...{ account: next, order: next, amendment: next, transfer: next },
    fill: () => ({ id: next(), number: state.last }),
    entry: () => ({ id: Number(next()), uid: '' }),
  };
}
