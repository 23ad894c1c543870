import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type Client, type Oems, paramsOf, startOems } from './fixture-oems.ts';

let oems: Oems;
let client: Client;
let customers = 0;
let names: { readonly mover: string; readonly other: string };
let moversKey: string;

beforeAll(async () => {
  oems = await startOems({ workers: 4 });
  client = await oems.client('acme');
}, 60_000);

afterAll(() => oems?.close());

/** Every fact has a customer of its own. Two accounts hold futures keys of the customer; the exchange tells nobody that the customer is one. */
beforeEach(async () => {
  customers += 1;
  const customer = `shared-${customers}`;
  names = { mover: `mover-${customers}`, other: `other-${customers}` };
  moversKey = await register(names.mover, customer, 'full');
  await register(names.other, customer, 'none');
  await move(names.mover, 'funds', { from_account: 'spot', to_account: 'swap', amount: '100' });
});

/** Returns the futures key. */
async function register(id: string, customer: string, withdrawal: string): Promise<string> {
  const spot = await oems.mintSpot({ customer, nonce_window: 10_000 });
  const futures = await oems.mintFutures({ customer, permissions: { general: 'full', withdrawal } });
  const params = paramsOf(spot, futures);
  const fields = { exchange_account_id: id, exchange: 'kraken', params, allow_withdraw: true };
  expect((await client.call('registerExchangeAccount', fields)).status).toBe(200);
  return futures.apiKey;
}

const swapToSpot = { asset: 'USD', amount: '25', from_account: 'swap', to_account: 'spot' };

function move(id: string, key: string | undefined, fields: Record<string, unknown> = {}): Promise<Answer> {
  const body = JSON.stringify({ exchange_account_id: id, ...swapToSpot, ...fields });
  return client.send('POST', '/oems/execution/transfer', body, key === undefined ? {} : { 'idempotency-key': key });
}

function onWithdrawal(terms: Record<string, unknown>): Promise<unknown> {
  return Promise.resolve(
    oems.stack.simulators.kraken.futures?.control('fault', { path: 'withdrawal', times: 1, ...terms }),
  );
}

describe('two accounts over one customer of the exchange', () => {
  it.each(['key', undefined])(
    'a transfer that the key may not make is refused, however lately another account has moved the same amount (%s)',
    async (key) => {
      expect((await move(names.mover, 'first')).status).toBe(200);
      const { status, body } = await move(names.other, key);
      expect([status, body.code]).toEqual([403, 'PERMISSION_DENIED']);
    },
  );

  it('a transfer that something on the way answered is never told as moved for the equal transfer of another account', async () => {
    expect((await move(names.mover, 'first')).status).toBe(200);
    await onWithdrawal({ kind: 'http-503', applied: false });
    const { status, body } = await move(names.other, 'key');
    expect([status, body.data.status]).toEqual([202, 'unknown']);
  });

  it('a transfer that never arrived is not told as moved for the equal transfer of another account', async () => {
    expect((await move(names.mover, 'first')).status).toBe(200);
    await onWithdrawal({ kind: 'drop-before' });
    const { status, body } = await move(names.other, 'key');
    expect([status, body.data.status]).toEqual([202, 'unknown']);
  });

  /** The account that leaves and looks before the other has left may be told its own move: nobody else could have made the entry. */
  it('two lost transfers of which one arrived: the one that never arrived is not told as moved', async () => {
    const second = `second-${customers}`;
    const keys = [moversKey, await register(second, `shared-${customers}`, 'full')];
    await onWithdrawal({ kind: 'drop-after' });
    await onWithdrawal({ kind: 'drop-before' });
    const told = await Promise.all([move(names.mover, 'key'), move(second, 'key')]);
    const moved = (await oems.futuresLog()).findLast(({ path }) => path.endsWith('withdrawal'))?.apiKey;
    expect(keys).toContain(moved);
    for (const [index, { status, body }] of told.entries()) {
      const answers = keys[index] === moved ? ['200 completed', '202 unknown'] : ['202 unknown'];
      expect(answers).toContain(`${status} ${body.data.status}`);
    }
  });
});
