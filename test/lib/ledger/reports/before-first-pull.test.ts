import { randomUUID } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { createAccount } from '../../../../lib/accounts/account-lifetime.ts';
import type { ExchangeId } from '../../../../lib/exchanges/exchanges.ts';
import { fundingPayments } from '../../../../lib/ledger/reports/funding.ts';
import { realizedPnl } from '../../../../lib/ledger/reports/realized-pnl.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { hour, noon } from '../fixture-stored-ledger.ts';

useEmbeddedTable();

const page = { items: [], next: null, newest: null, oldest: null, source: 'live' };
const data = { realizedPnl: async () => page, fundingPayments: async () => page };
vi.mock('../../../../lib/session/open-session.ts', () => ({
  openYielding: async (account: object) => ({ account, market: { stream: null }, data }),
}));

const reports = { realizedPnl, fundingPayments };

async function coverageBeforePull(exchange: ExchangeId, report: keyof typeof reports) {
  const ref = { tenant: randomUUID(), accountId: 'main' };
  const fresh = { tradingState: 'ACTIVE', credentials: {}, nonceScales: {}, leverages: {}, createdAt: 1 } as const;
  await createAccount({ ...ref, ...fresh, exchange, registrationId: undefined }, {});
  const { coverage } = await reports[report](ref, { limit: 20, from: noon - hour, to: noon }, 'swap');
  return coverage;
}

it.each(['realizedPnl', 'fundingPayments'] as const)(
  'before the first pull nothing of %s is covered where balances alone prove the ledger',
  async (report) => {
    expect(await coverageBeforePull('binance', report)).toMatchObject({
      ...{ complete: false, isNothing: true, from: noon - hour, to: noon - hour },
      reasons: ['the ledger has not been pulled to its end yet'],
    });
  },
);

it.each(['kraken', 'bybit'] as const)(
  'before the first pull the list of %s answers for its range',
  async (exchange) => {
    expect(await coverageBeforePull(exchange, 'realizedPnl')).toMatchObject({ complete: true, from: noon - hour });
  },
);
