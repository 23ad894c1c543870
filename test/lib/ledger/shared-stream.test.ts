import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as exportPnl } from '../../../functions/api/export-pnl.ts';
import { handler as getAccount } from '../../../functions/api/get-exchange-account.ts';
import { createAccount } from '../../../lib/accounts/account-lifetime.ts';
import type { MarketName } from '../../../lib/exchanges/exchanges.ts';
import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import type { LedgerEntry, LedgerRequest } from '../../../lib/exchanges/model/ledger-entry.ts';
import { pullAccount } from '../../../lib/ledger/ingest/pull.ts';
import { fundingPayments } from '../../../lib/ledger/reports/funding.ts';
import { pnlSummary } from '../../../lib/ledger/reports/pnl-summary.ts';
import { realizedPnl } from '../../../lib/ledger/reports/realized-pnl.ts';
import { apiEvent, lambdaContext } from '../../faults/harness/event.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { unifiedId } from '../fixture-unified-exchange.ts';
import { entryOf, pageOf } from './fixture-ledger.ts';

const exchange = vi.hoisted(() => ({ shown: [] as unknown[], requests: 0, sessions: [] as string[] }));
vi.mock('../../../lib/exchanges/exchanges.ts', async () =>
  (await import('../fixture-unified-exchange.ts')).unifiedTable(),
);
// The checks of keys have tests of their own.
vi.mock('../../../lib/ledger/ingest/check-keys.ts', () => ({
  checkDueKeys: async ({ credentials }: { readonly credentials: object }) => new Set(Object.keys(credentials)),
}));
vi.mock('../../../lib/session/open-session.ts', () => ({
  openYielding: async (_account: unknown, marketType: string) => {
    exchange.sessions.push(marketType);
    return { key: { mayHideHistory: false }, ledger: { entries, owner: async () => null, balances } };
  },
  requiredLedger: (session: { readonly ledger: unknown }) => session.ledger,
}));

async function entries(request: LedgerRequest) {
  exchange.requests += 1;
  return { ...pageOf(exchange.shown as LedgerEntry[], request, 100), requests: 1 };
}
async function balances() {
  const last = (exchange.shown as LedgerEntry[]).at(-1);
  return [{ wallet: 'spot', asset: 'USD', balance: last?.balanceAfter ?? '0' }];
}

useEmbeddedTable();

const hour = 3_600_000;
const start = Date.now() - 10 * hour;
const perp = 'BTC/USD:USD';
function told(index: number, terms: Partial<LedgerEntry>, before: string, after: string): LedgerEntry {
  const id = String(100 + index);
  return { ...entryOf({ id, time: start + index * hour, before, after, ...terms }), balanceBefore: null };
}
const all = [
  told(0, { kind: 'transfer' }, '0', '100'),
  told(1, { symbol: perp, realizedPnl: '5', fee: '1' }, '100', '104'),
  told(2, { symbol: perp, kind: 'funding', funding: '-0.5', rate: '0.0001' }, '104', '103.5'),
  told(3, { symbol: 'BTC/USD', fee: '0.25' }, '103.5', '103.25'),
];

let ref: { readonly tenant: string; readonly accountId: string };
beforeEach(async () => {
  Object.assign(exchange, { shown: all, requests: 0, sessions: [] });
  ref = { tenant: randomUUID(), accountId: 'main' };
  const main = {
    ciphertext: new Uint8Array([1]),
    version: 'v1',
    keyHint: 'abcd',
    verification: 'verified',
    permissions: null,
    canWithdraw: null,
    nonceWindow: null,
    setAt: 1,
  } as const;
  const fields = {
    registrationId: 'r1',
    tradingState: 'ACTIVE',
    nonceScales: {},
    leverages: {},
    createdAt: 1,
  } as const;
  await createAccount({ ...ref, ...fields, exchange: unifiedId, credentials: { main } }, {});
  await pullAccount(ref);
});

describe('a ledger that both market types share', () => {
  it('is pulled once, with one session and one request', () => {
    expect([exchange.requests, exchange.sessions]).toEqual([1, ['spot']]);
  });

  it('is counted once in a summary', async () => {
    const { totals, ledgers } = await pnlSummary(ref.tenant, { groupBy: 'symbol' });
    const nothing = { interest: '0', insurance: '0', otherFees: '0' };
    expect(totals).toEqual([
      { asset: 'USD', realizedPnl: '5', funding: '-0.5', fees: '1.25', net: '3.25', ...nothing },
    ]);
    expect(ledgers.map(({ stream, coverage }) => [stream, coverage.proof])).toEqual([['unified', 'balance-after']]);
  });

  it.each([
    ['spot', '-0.25'],
    ['swap', '3.5'],
  ] as const)('counts entries of %s alone when that market type is requested', async (marketType, net) => {
    const { totals } = await pnlSummary(ref.tenant, { groupBy: 'day', marketType });
    expect(totals.map((each) => each.net)).toEqual([net]);
  });

  it.each<[MarketType, number]>([
    ['spot', 0],
    ['swap', 1],
  ])('lists the events of %s under that market type alone', async (marketType, count) => {
    const request = { limit: 10, to: Date.now() - hour };
    expect((await realizedPnl(ref, request, marketType)).items).toHaveLength(count);
    expect((await fundingPayments(ref, request, marketType)).entries).toHaveLength(count);
  });

  it('is exported once, each entry under the market type of its symbol', async () => {
    const query = { exchange_account_id: 'main', format: 'csv', from: String(start), to: String(Date.now()) };
    const { body = '' } = await exportPnl(apiEvent({ tenant: ref.tenant, query }), lambdaContext(Date.now() + 29_000));
    const lines = body.trimEnd().split('\r\n').slice(1);
    expect(lines.map((line) => [line.split(',')[3], line.split(',')[17]])).toEqual([
      ['spot', '100'],
      ['swap', '101'],
      ['swap', '102'],
      ['spot', '103'],
    ]);
  });

  it('is shown under both market types of the account page', async () => {
    const event = apiEvent({ tenant: ref.tenant, query: { exchange_account_id: 'main' } });
    const { pulls, credentials } = JSON.parse(
      (await getAccount(event, lambdaContext(Date.now() + 29_000))).body ?? '',
    ).data;
    expect(pulls.spot).toEqual(pulls.swap);
    expect(pulls.spot).toMatchObject({ gaps: [], mismatches: [], last_error: null });
    expect(credentials.spot).toEqual(credentials.swap);
  });

  it('notes symbols in use under their own market type', async () => {
    const { dynamodb } = await import('../../../lib/aws/clients.ts');
    const { QueryCommand } = await import('@aws-sdk/client-dynamodb');
    const { Items = [] } = await dynamodb().send(
      new QueryCommand({
        TableName: 'oems',
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'RATES#SYMBOLS' } },
      }),
    );
    const market: MarketName = { exchange: unifiedId, marketType: 'swap' };
    expect(Items.map(({ sk }) => sk?.S)).toEqual([`${market.exchange}#${market.marketType}#${perp}`]);
  });
});
