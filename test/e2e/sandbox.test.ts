import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchangeIds } from '../../lib/exchanges/exchanges.ts';
import { type Client, clientOf, type Oems, startOems } from './fixture-oems.ts';

interface Sandbox {
  readonly exchanges: {
    readonly kraken: {
      readonly origins: Record<string, string>;
      readonly params: Record<string, string>;
      readonly params_with_withdrawal: Record<string, string>;
    };
  };
}

let oems: Oems;
let client: Client;

beforeAll(async () => {
  oems = await startOems();
  client = await oems.client('sandbox-tenant');
});

afterAll(() => oems?.close());

/** Without a token. */
async function sandbox(path = ''): Promise<unknown> {
  return JSON.parse((await clientOf(oems.stack.url, '').send('GET', `/_local/sandbox${path}`)).text);
}

describe('GET /_local/sandbox', () => {
  it('names every exchange, the addresses of its simulators and credentials that registration takes', async () => {
    const told = (await sandbox()) as Sandbox;
    expect(Object.keys(told.exchanges)).toEqual(exchangeIds);
    const { origins, params } = told.exchanges.kraken;
    expect(origins).toEqual(oems.stack.urls.kraken);
    for (const origin of Object.values(origins)) expect((await fetch(`${origin}/_control/log`)).status).toBe(200);
    const answer = await client.call('registerExchangeAccount', {
      exchange_account_id: 'plain',
      exchange: 'kraken',
      params,
    });
    expect(answer.status).toBe(200);
  });

  it('the call of an exchange is a registration as it stands', async () => {
    const answer = await client.call('registerExchangeAccount', (await sandbox('/kraken')) as Record<string, unknown>);
    expect(answer.body).toMatchObject({
      isError: false,
      data: { exchange_account_id: 'exchange_my_kraken' },
    });
  });

  it('money comes back from futures with the second key set, and not with the first', async () => {
    const { params_with_withdrawal: params } = ((await sandbox()) as Sandbox).exchanges.kraken;
    const fields = { exchange_account_id: 'mover', exchange: 'kraken', params };
    expect((await client.call('registerExchangeAccount', fields)).body.message).toContain('allow_withdraw');
    expect((await client.call('registerExchangeAccount', { ...fields, allow_withdraw: true })).status).toBe(200);
    const move = (id: string, amount: number) =>
      client.call('createTransfer', {
        exchange_account_id: id,
        asset: 'USD',
        amount,
        from_account: 'swap',
        to_account: 'spot',
      });
    expect((await move('plain', 24)).body).toMatchObject({ statusCode: 403, code: 'PERMISSION_DENIED' });
    expect((await move('mover', 25)).body).toMatchObject({ statusCode: 200, data: { amount: 25 } });
  });
});
