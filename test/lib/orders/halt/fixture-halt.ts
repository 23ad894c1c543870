import { vi } from 'vitest';
import type { Account } from '../../../../lib/accounts/account.ts';
import type { OemsError } from '../../../../lib/errors.ts';
import { marketOf } from '../../../../lib/exchanges/exchanges.ts';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import { type KeyTimes, unlimitedTimes } from '../../../../lib/exchanges/model/key-report.ts';
import type { ExchangeOrder } from '../../../../lib/exchanges/model/order.ts';
import type { Position, UntradedPosition } from '../../../../lib/exchanges/model/position.ts';
import type { UnreadRow, UntradedOrders } from '../../../../lib/exchanges/model/told.ts';
import type { OrderRecord } from '../../../../lib/orders/order.ts';

/** What one market answers to a halt. An error instead of a value is thrown. */
export interface WalletAnswers {
  cancelAll: number | OemsError;
  open: readonly Partial<ExchangeOrder>[] | OemsError;
  /** Open orders beside those of `open`. */
  unread?: readonly UnreadRow[];
  positions: readonly Partial<Position>[] | OemsError;
  untraded: readonly UntradedPosition[] | OemsError;
  /** Present: the wallet can have orders of kinds that this service does not trade. */
  untradedOrders?: Partial<UntradedOrders> | OemsError;
  times: KeyTimes | null | OemsError;
  read: ExchangeOrder | null | OemsError;
}

const quiet: WalletAnswers = { cancelAll: 0, open: [], positions: [], untraded: [], times: unlimitedTimes, read: null };

const registered = {
  tenant: 'alpha',
  accountId: 'desk',
  registrationId: 'first',
  exchange: 'kraken',
  tradingState: 'HALTED',
  remembersKeys: true,
  credentials: { spot: { version: 's1', setAt: 0 }, swap: { version: 'v1', setAt: 0 } },
  createdAt: 1,
} as unknown as Account;

/** The account, its journal and the exchange of a halt in a unit test. */
export const world = {
  account: registered,
  /** Null: unreadable. */
  journal: [] as readonly OrderRecord[] | null,
  answers: { spot: quiet, swap: quiet } as Record<MarketType, WalletAnswers>,
  asked: [] as string[],
  versions: 0,
};

export function resetWorld(): void {
  world.account = registered;
  world.journal = [];
  world.answers = { spot: { ...quiet }, swap: { ...quiet } };
  world.asked = [];
  // The limits of a key are remembered by its version.
  world.versions += 1;
}

export function accountIs(changes: object): void {
  world.account = { ...registered, ...changes };
}

export async function* journalBeyond(_ref: unknown, _since: number, versions: readonly string[]) {
  if (world.journal === null) throw new Error('the table is down');
  yield world.journal.filter(({ credentialVersion }) => !versions.includes(credentialVersion));
}

export async function sessionOf(_ref: unknown, marketType: MarketType) {
  const untradedOrders = world.answers[marketType].untradedOrders !== undefined;
  const listed = marketOf({ exchange: 'kraken', marketType });
  const market = { ...listed, capabilities: { ...listed.capabilities, untradedOrders } };
  const told = <K extends keyof WalletAnswers>(name: K) => {
    world.asked.push(`${marketType} ${name}`);
    const value = world.answers[marketType][name];
    if (value instanceof Error) throw value;
    return value as Exclude<WalletAnswers[K], OemsError>;
  };
  return {
    market,
    key: { mayHideHistory: marketType === 'spot' },
    keyVersion: `${marketType} ${world.versions}`,
    checkKey: async () => ({ times: told('times') }),
    orders: {
      cancelAll: async () => told('cancelAll'),
      openList: async () => ({ rows: told('open'), unread: world.answers[marketType].unread ?? [] }),
      untraded: async () => ({ rows: [], unread: [], unseen: [], hidden: [], ...told('untradedOrders') }),
      read: async () => told('read'),
    },
    wallets: { positions: async () => told('positions'), untraded: async () => told('untraded') },
  };
}

vi.mock('../../../../lib/accounts/trading-state.ts', () => ({ setTradingState: async () => world.account }));
vi.mock('../../../../lib/accounts/account-store.ts', async (importOriginal) => ({
  ...(await importOriginal<typeof import('../../../../lib/accounts/account-store.ts')>()),
  readAccount: async () => world.account,
}));
vi.mock('../../../../lib/session/open-session.ts', () => ({ openSession: sessionOf }));
vi.mock('../../../../lib/orders/halt/orders-in-flight.ts', () => ({
  waitForOrdersInFlight: async () => ({ arriving: 0, outOfReach: [] }),
  reserveMs: 9000,
}));
vi.mock('../../../../lib/orders/resting-orders.ts', () => ({ restingOrdersOf: async () => [] }));
vi.mock('../../../../lib/orders/order-store.ts', async (importOriginal) => ({
  ...(await importOriginal<typeof import('../../../../lib/orders/order-store.ts')>()),
  ordersBeyondKeys: journalBeyond,
}));
