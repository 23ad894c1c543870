import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LedgerEntry } from '../../lib/exchanges/model/ledger-entry.ts';
import { day, entryOf, hour, keepLedger, noon, readOn } from '../lib/ledger/fixture-stored-ledger.ts';
import { type Answer, type Client, type Oems, paramsOf, startOems } from './fixture-oems.ts';

/** The answers from the ledger over HTTP, from the bundled functions. The entries are written as a pull writes them. */
let oems: Oems;
let client: Client;
let stranger: Client;

const tenant = 'desk';
const account = { exchange_account_id: 'main' };
const month = { from: '2026-06-01', to: '2026-06-21' };
/** Of 20 kB each, more than one answer holds. */
const count = 300;
const entries: readonly LedgerEntry[] = [
  entryOf({ id: '1', time: noon - 2 * day, realizedPnl: '0.1', fee: '0.00000001' }),
  entryOf({ id: '2', time: noon - day, realizedPnl: '0.2', funding: '-0.0000000000000000001' }),
  entryOf({ id: '3', time: noon - day, kind: 'liquidation', realizedPnl: '-1000000000000', liquidationFee: '5' }),
  entryOf({ id: '4', time: noon - day, label: '=HYPERLINK("x")', kind: 'transfer', symbol: null, after: '900' }),
];

beforeAll(async () => {
  oems = await startOems({ workers: 1 });
  client = await oems.client(tenant);
  stranger = await oems.client('stranger');
  for (const accountId of ['main', 'gone', 'busy']) {
    const params = paramsOf(undefined, await oems.mintFutures());
    const body = { exchange_account_id: accountId, exchange: 'kraken', params, verify: false };
    expect((await client.call('registerExchangeAccount', body)).status).toBe(200);
  }
  const { OEMS_TABLE, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION } = oems.stack.functionEnv;
  const env = { OEMS_TABLE, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value ?? 'local');
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', oems.stack.dynamodbUrl);
  await keepLedger({ tenant, accountId: 'main' }, 'swap', entries);
  await keepLedger({ tenant, accountId: 'gone' }, 'swap', [entryOf({ realizedPnl: '7' })]);
  await client.call('deleteExchangeAccount', { exchange_account_id: 'gone' });
}, 90_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  await oems?.close();
});

function exported(fields: Record<string, unknown> = {}, by = client): Promise<Answer> {
  return by.call('exportPnl', { ...account, ...month, format: 'csv', ...fields });
}
function withoutRequestId({ text }: Answer): string {
  return text.replace(/"requestId":"[^"]+"/, '"requestId":""');
}

describe('the summary', () => {
  it('the summary sends sums as JSON numbers with every digit', async () => {
    const { text, body } = await client.call('getPnlSummary', { ...account, ...month, group_by: 'day' });
    expect(body.statusCode).toBe(200);
    expect(text).toContain(
      '"rows":[{"group":"2026-06-18","asset":"USD","realized_pnl":0.1,"funding":0,"interest":0,"insurance":0,"fees":0.00000001,"other_fees":0,"net":0.09999999},' +
        '{"group":"2026-06-19","asset":"USD","realized_pnl":-999999999999.8,"funding":-0.0000000000000000001,"interest":0,"insurance":0,"fees":5,"other_fees":0,"net":-1000000000004.8000000000000000001}],' +
        '"totals":[{"asset":"USD","realized_pnl":-999999999999.7,"funding":-0.0000000000000000001,"interest":0,"insurance":0,"fees":5.00000001,"other_fees":0,"net":-1000000000004.7000000100000000001}]',
    );
    expect(body.data).toMatchObject({
      ...{
        group_by: 'day',
        count: 2,
        complete: true,
        from: '2026-06-01T00:00:00.000Z',
        to: '2026-06-21T00:00:00.000Z',
      },
      coverage: [{ ...account, market_type: 'swap', from: '2026-06-01T00:00:00.000Z', complete: true, gaps: [] }],
    });
  });

  it('the summary of all accounts is not complete while one account was never pulled', async () => {
    const { data } = (await client.call('getPnlSummary', { ...month, group_by: 'account' })).body;
    expect(data).toMatchObject({
      rows: [{ group: 'main' }],
      complete: false,
      coverage: [
        {
          exchange_account_id: 'busy',
          complete: false,
          from: '2026-06-01T00:00:00.000Z',
          to: '2026-06-01T00:00:00.000Z',
        },
        { exchange_account_id: 'main', complete: true },
      ],
    });
  });

  it('the summary of another tenant is empty', async () => {
    const { data } = (await stranger.call('getPnlSummary', month)).body;
    expect(data).toMatchObject({ rows: [], totals: [], coverage: [] });
  });
});

describe('the export', () => {
  it('the export is CSV with the coverage in the headers', async () => {
    const { status, headers, text } = await exported();
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(headers.get('x-coverage-complete')).toBe('true');
    expect(headers.get('x-coverage-to')).toBe('2026-06-21T00:00:00.000Z');
    expect(headers.get('x-next-cursor')).toBeNull();
    const lines = text.split('\r\n');
    expect(lines[0]?.split(',').slice(0, 5)).toEqual([
      'time',
      'exchange',
      'exchange_account_id',
      'market_type',
      'kind',
    ]);
    expect(lines).toHaveLength(entries.length + 2);
    expect(lines[4]).toContain(`transfer,"'=HYPERLINK(""x"")",,USD,-100,`);
  });

  it('the export has a file name, and the same rows as JSON with the coverage beside them', async () => {
    const { headers } = await exported();
    expect(headers.get('content-disposition')).toBe('attachment; filename="ledger-main-2026-06-01-2026-06-21.csv"');
    const json = await exported({ format: 'json' });
    expect(json.headers.get('content-disposition')).toContain('.json"');
    expect(json.headers.get('content-type')).toBe('application/json');
    // Decimals of CSV are text always, and decimals of JSON are as the header Prefer says.
    expect([headers.get('vary'), json.headers.get('vary')]).toEqual([null, 'Prefer']);
    expect(json.body.data).toMatchObject({ count: entries.length, next_cursor: null, complete: true, reasons: [] });
    const rows = json.body.data.entries as Record<string, unknown>[];
    const columns = (await exported()).text.split('\r\n')[0]?.split(',');
    expect(Object.keys(rows[0] ?? {})).toEqual(columns);
    expect(rows[3]).toMatchObject({ kind: 'transfer', label: '=HYPERLINK("x")', change: -100 });
  });

  it('the export of a ledger that is behind is marked as incomplete', async () => {
    await keepLedger({ tenant, accountId: 'main' }, 'swap', [], readOn({ coveredTo: noon - hour }));
    const { headers } = await exported();
    expect(headers.get('x-coverage-complete')).toBe('false');
    expect(headers.get('x-coverage-to')).toBe('2026-06-20T11:00:00.000Z');
    expect(headers.get('x-coverage-reasons')).toContain('main swap: entries since 2026-06-20T11:00:00.000Z');
    await keepLedger({ tenant, accountId: 'main' }, 'swap', []);
  });

  it('the export of more than one page goes on by cursor, and the pages are one file', async () => {
    const label = 'x'.repeat(20_000);
    const many = Array.from({ length: count }, (_, index) =>
      entryOf({ id: String(index + 1), time: noon + (index % 7), label }),
    );
    await keepLedger({ tenant, accountId: 'busy' }, 'swap', many);
    const first = await exported({ exchange_account_id: 'busy' });
    const cursor = first.headers.get('x-next-cursor');
    const second = await exported({ exchange_account_id: 'busy', cursor });
    expect(second.headers.get('x-next-cursor')).toBeNull();
    const [header, ...lines] = `${first.text}${second.text}`.trimEnd().split('\r\n');
    expect(header).toMatch(/^time,/);
    expect(new Set(lines).size).toBe(count);
    const times = lines.map((line) => line.slice(0, 24));
    expect(times).toEqual(times.toSorted());
  });

  it('export and summary show a deleted account to the owner of the account alone', async () => {
    const gone = { exchange_account_id: 'gone' };
    expect((await exported(gone)).text).toContain('2026-06-20T12:00:00.000Z,,gone,swap,trade,');
    expect((await client.call('getPnlSummary', { ...gone, ...month })).body.data).toMatchObject({
      totals: [{ net: 7 }],
    });
    for (const call of [
      (id: string) => exported({ exchange_account_id: id }, stranger),
      (id: string) => stranger.call('getPnlSummary', { exchange_account_id: id, ...month }),
      (id: string) => stranger.call('getExchangeAccount', { exchange_account_id: id }),
    ]) {
      const [foreign, missing] = [await call('gone'), await call('none')];
      expect([foreign.status, foreign.body.code]).toEqual([404, 'NOT_FOUND']);
      expect(withoutRequestId(foreign)).toBe(withoutRequestId(missing));
    }
  });
});

it('an account shows the state of each ledger', async () => {
  const { data } = (await client.call('getExchangeAccount', account)).body;
  expect(data.pulls).toMatchObject({
    spot: null,
    swap: { last_error: null, covered_to: '2026-06-21T12:00:00.000Z', lag_seconds: expect.any(Number), conflicts: 0 },
  });
});
