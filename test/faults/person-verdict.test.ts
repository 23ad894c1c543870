import './harness/mocks.ts';
import { DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handler as decideOrder } from '../../functions/api/decide-order.ts';
import { handler as decideTransfer } from '../../functions/api/decide-transfer.ts';
import { dynamodb } from '../../lib/aws/clients.ts';
import { forgetTableClock } from '../../lib/aws/clock.ts';
import { env } from '../../lib/aws/env.ts';
import { orderKey } from '../../lib/orders/order-store.ts';
import type { TransferRecord } from '../../lib/transfers/transfer.ts';
import { transferJournal } from '../../lib/transfers/transfer-store.ts';
import { openTransfers, type TransferScenario } from '../lib/transfers/fixture-scenario.ts';
import { type Answer, answered, begun, deskId, setKeys } from './harness/account-calls.ts';
import { accounts, journalOf } from './harness/accounts.ts';
import type { CallResult } from './harness/calls.ts';
import { over } from './harness/case.ts';
import { orderBody } from './harness/orders.ts';
import { openScenario, type Scenario } from './harness/scenario.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { judge } from './judge/judge.ts';
import { keysOf } from './scenes/kraken-keys.ts';

/** A person settles what nobody else can, and never against what the exchange shows. */
let scenario: Scenario;
/** Requests after the first order fail while true. */
let isAway = true;
const minute = 60_000;
const mine = { client_order_id: 'mine' };

beforeAll(startHarness);
afterAll(stopHarness);
afterEach(() => scenario.close());

async function answerOf(told: CallResult): Promise<CallResult> {
  await over(scenario, told);
  return told;
}
function begin(word: Record<string, unknown>): Answer {
  // The judge tells the nonces of two calls apart by their names.
  const name = `decide${scenario.invocations.length}`;
  return begun(scenario, name, decideOrder, { body: { ...deskId, ...mine, ...word } });
}
function decide(word: Record<string, unknown>): Promise<Answer> {
  return answered(scenario, begin(word));
}
async function record() {
  const [found] = (await journalOf(accounts.desk)).filter(({ clientOrderId }) => clientOrderId === 'mine');
  return found;
}
/** An order that is unknown because the exchange is away; the exchange holds the order, or never had it. */
async function openLost(kind: 'drop-after' | 'drop-before', seed = 1): Promise<void> {
  isAway = true;
  let placed = 0;
  scenario = await openScenario(['desk'], {
    seed,
    exchangeFault: ({ name }) => {
      if (name === 'AddOrder') placed += 1;
      if (name === 'AddOrder' && placed === 1) return { kind };
      return isAway ? { kind: 'http-503', applied: false } : undefined;
    },
  });
  await answerOf(scenario.create('desk', 'k', orderBody('spot', 'limit', mine)));
  expect((await record())?.state).toBe('UNKNOWN');
  await scenario.run(scenario.time.now() + 2 * minute);
}

describe('the verdict placed', () => {
  it('settles the order that the exchange shows, with the name of the person, once', async () => {
    await openLost('drop-after');
    expect(await decide({ verdict: 'placed', order_id: 'OAAAAA-BBBBB-CCCCCC' })).toMatchObject({ status: 503 });
    isAway = false;
    const order_id = scenario.exchange.orders()[0]?.id;
    const told = await decide({ verdict: 'placed', order_id, note: 'seen on the page of the exchange' });
    expect([told.status, told.body.data]).toMatchObject([200, { order: { order_id, status: 'open' }, proof: 'shown' }]);
    const settled = await record();
    const by = { subject: accounts.desk.tenant, client: null };
    expect(settled?.decision).toMatchObject({ by, word: 'placed', note: 'seen on the page of the exchange' });
    expect((await decide({ verdict: 'placed', order_id })).status).toBe(200);
    const refused = await decide({ verdict: 'not_placed', unproven: true });
    expect([refused.status, refused.body.code]).toEqual([409, 'ALREADY_EXISTS']);
    expect((await record())?.decision?.id).toBe(settled?.decision?.id);
    expect(scenario.output.filter((line) => line.includes('verdict of a person'))).toHaveLength(1);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });

  it('undoes no verdict of the exchange, and leaves no name on it', async () => {
    scenario = await openScenario(['desk']);
    const placed = await answerOf(scenario.create('desk', 'k', orderBody('spot', 'limit', mine)));
    await scenario.run(scenario.time.now() + minute);
    const order_id = placed.body.data?.order?.order_id;
    for (const word of [
      { verdict: 'placed', order_id },
      { verdict: 'not_placed', unproven: true },
    ]) {
      const told = await decide(word);
      expect([told.status, told.body.code, JSON.stringify(told.body)]).toEqual([
        409,
        'ALREADY_EXISTS',
        expect.stringContaining('there is a verdict already'),
      ]);
    }
    expect(await record()).toMatchObject({ state: 'ACCEPTED' });
    expect((await record())?.decision).toBeUndefined();
  });

  it('is refused for an order of another client order id, and for an order that the exchange does not show', async () => {
    await openLost('drop-before');
    isAway = false;
    const other = await answerOf(
      scenario.create('desk', 'o', orderBody('spot', 'limit', { client_order_id: 'other' })),
    );
    for (const order_id of [other.body.data?.order?.order_id, 'OAAAAA-BBBBB-CCCCCC']) {
      const told = await decide({ verdict: 'placed', order_id });
      expect([told.status, told.body.code]).toEqual([400, 'INVALID_REQUEST']);
    }
    expect((await record())?.state).toBe('UNKNOWN');
  });
});

describe('the verdict not_placed', () => {
  it('is refused while the exchange shows the order, or cannot be asked', async () => {
    await openLost('drop-after');
    const away = await decide({ verdict: 'not_placed', unproven: true });
    isAway = false;
    const shown = await decide({ verdict: 'not_placed', unproven: true });
    expect([away.status, shown.status, shown.body.code]).toEqual([503, 409, 'ALREADY_EXISTS']);
    expect((await record())?.state).toBe('UNKNOWN');
  });

  it('is proven by the look of the call where the exchange shows nothing', async () => {
    await openLost('drop-before');
    isAway = false;
    const told = await decide({ verdict: 'not_placed' });
    expect([told.status, told.body.data]).toMatchObject([200, { order: { status: 'not_placed' }, proof: 'looked' }]);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  });

  it('needs the confirmation of the person where no key can look, and is recorded as unproven', async () => {
    await openLost('drop-before');
    await answered(scenario, setKeys(scenario, { apiKey: '', secret: '' }, false));
    const bare = await decide({ verdict: 'not_placed' });
    expect([bare.status, bare.body.code]).toEqual([400, 'INVALID_REQUEST']);
    const told = await decide({ verdict: 'not_placed', unproven: true });
    expect([told.status, told.body.data?.proof, (await record())?.decision?.proof]).toEqual([
      200,
      'unproven',
      'unproven',
    ]);
  });

  it('waits until the request can arrive no more', async () => {
    await openLost('drop-before');
    isAway = false;
    const late = { ...orderBody('spot', 'limit'), client_order_id: 'late' };
    isAway = true;
    scenario.create('desk', 'l', late);
    await scenario.run(scenario.time.now() + 1000);
    const told = await answered(
      scenario,
      begun(scenario, 'decide', decideOrder, { body: { ...deskId, client_order_id: 'late', verdict: 'not_placed' } }),
    );
    expect([told.status, told.body.code]).toEqual([409, 'IN_PROGRESS']);
  });
});

describe('the verdict not_placed, where a look proves nothing,', () => {
  it('waits until the request can arrive no more, although no key can look', async () => {
    await openLost('drop-before');
    const late = { ...orderBody('spot', 'limit'), client_order_id: 'late' };
    scenario.create('desk', 'l', late);
    await scenario.run(scenario.time.now() + 1000);
    await answered(scenario, setKeys(scenario, { apiKey: '', secret: '' }, false));
    const body = { ...deskId, client_order_id: 'late', verdict: 'not_placed', unproven: true };
    const told = await answered(scenario, begun(scenario, 'decide', decideOrder, { body }));
    expect([told.status, told.body.code]).toEqual([409, 'IN_PROGRESS']);
  });

  it('is not proven by a look that does not show an order which the exchange has acknowledged', async () => {
    await openLost('drop-before');
    isAway = false;
    await dynamodb().send(
      new UpdateItemCommand({
        TableName: env.table,
        Key: { ...orderKey(accounts.desk, 'mine') },
        UpdateExpression: 'SET #record.exchangeOrderId = :id',
        ExpressionAttributeNames: { '#record': 'record' },
        ExpressionAttributeValues: { ':id': { S: 'OAAAAA-BBBBB-CCCCCC' } },
      }),
    );
    forgetTableClock();
    const bare = await decide({ verdict: 'not_placed' });
    expect([bare.status, bare.body.code]).toEqual([400, 'INVALID_REQUEST']);
    const told = await decide({ verdict: 'not_placed', unproven: true });
    expect([told.status, told.body.data?.proof]).toEqual([200, 'unproven']);
  });
});

it.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'of a person and the resolver exactly one settles the order (seed %i)',
  async (seed) => {
    await openLost('drop-before', seed);
    isAway = false;
    const resolver = scenario.resolve();
    await scenario.run(scenario.time.now() + (seed - 1) * 500);
    const words = [begin({ verdict: 'not_placed' }), begin({ verdict: 'not_placed', note: 'again' })];
    await scenario.run(
      undefined,
      () => resolver.state !== 'running' && words.every(({ status }) => status !== undefined),
    );
    const settled = await record();
    expect(settled?.state).toBe('NEVER_ARRIVED');
    const winners = words.filter(({ status }) => status === 200);
    expect(words.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect(winners.length > 0).toBe(settled?.decision !== undefined);
    expect(scenario.output.filter((line) => line.includes('verdict of a person')).length).toBeLessThan(2);
    expect(await judge(scenario, ['desk'])).toEqual([]);
  },
);

it('a word on an order that this service has never sent is refused', async () => {
  await openLost('drop-before');
  const told = await answered(
    scenario,
    begun(scenario, 'decide', decideOrder, { body: { ...deskId, client_order_id: 'nobody', verdict: 'not_placed' } }),
  );
  expect([told.status, told.body.code]).toEqual([404, 'NOT_FOUND']);
});

/** To this service a transfer without a journal entry is the transfer of another program. */
async function moveElsewhere(transfers: TransferScenario, key: string): Promise<void> {
  await transfers.over(transfers.transfer('spot', key));
  const made = (await transfers.journal()).find(({ state }) => state === 'ACCEPTED');
  const { pk, sk } = transferJournal.keyOf(made as TransferRecord);
  await dynamodb().send(new DeleteItemCommand({ TableName: env.table, Key: { pk, sk } }));
  // Asked from outside any function, the table shows the real time.
  forgetTableClock();
}

describe('a transfer', () => {
  async function openLostTransfer(kind: 'drop-after' | 'drop-before', waitedMs = 2 * minute) {
    isAway = true;
    const transfers = await openTransfers({
      exchangeFault: ({ name }) => {
        if (!isAway) return undefined;
        return name === 'WalletTransfer' ? { kind } : { kind: 'http-503', applied: false };
      },
    });
    scenario = transfers.scenario;
    const told = transfers.transfer('spot', 'k');
    if (waitedMs > minute) await transfers.over(told);
    await scenario.run(scenario.time.now() + waitedMs);
    const [sent] = await transfers.journal();
    const word = (terms: Record<string, unknown>) =>
      answered(
        scenario,
        begun(scenario, 'decide', decideTransfer, {
          body: { ...deskId, client_transfer_id: sent?.transferId, ...terms },
        }),
      );
    return { transfers, word };
  }

  it('that moved is completed by a reference that the ledger shows, and by no other, and is never told as not moved', async () => {
    const { transfers, word } = await openLostTransfer('drop-after');
    expect((await word({ verdict: 'not_moved', unproven: true })).status).toBe(503);
    isAway = false;
    expect((await word({ verdict: 'completed', transfer_id: 'LAAAAA-BBBBB-CCCCCC' })).status).toBe(400);
    const refused = await word({ verdict: 'not_moved', unproven: true });
    expect([refused.status, (await transfers.journal())[0]?.state]).toEqual([409, 'UNKNOWN']);
    const { message = '' } = refused.body as { readonly message?: string };
    const transfer_id = /transfer_id ([A-Za-z0-9-]+)/.exec(message)?.[1];
    const told = await word({ verdict: 'completed', transfer_id });
    expect([told.status, told.body.data]).toMatchObject([
      200,
      { transfer: { status: 'completed', transfer_id }, proof: 'shown' },
    ]);
    await transfers.close();
  });

  it('that did not move is told so after a look of the call', async () => {
    const { transfers, word } = await openLostTransfer('drop-before');
    isAway = false;
    const told = await word({ verdict: 'not_moved' });
    expect([told.status, told.body.data]).toMatchObject([200, { transfer: { status: 'not_placed' }, proof: 'looked' }]);
    expect(transfers.moved('spot')).toBe(0);
    await transfers.close();
  });

  it('is not told as not moved while a copy of the request may still arrive, whatever the person confirms', async () => {
    const { transfers, word } = await openLostTransfer('drop-before');
    isAway = false;
    const { apiKey } = keysOf('desk').spot;
    scenario.exchange.spot.control.key?.({ api_key: apiKey, nonce_window: 600_000 });
    const sayings: unknown[] = [];
    for (const pause of [0, 10 * minute]) {
      await scenario.run(scenario.time.now() + pause);
      const { status, body } = await word({ verdict: 'not_moved', unproven: true });
      sayings.push([status, body.code]);
    }
    expect(sayings).toEqual([
      [409, 'IN_PROGRESS'],
      [200, undefined],
    ]);
    expect((await transfers.journal())[0]?.decision?.proof).toBe('looked');
    await transfers.close();
  });

  it('is not told as not moved while its nonce is in the window, although the ledger shows entries of another program', async () => {
    const { transfers, word } = await openLostTransfer('drop-before');
    isAway = false;
    for (const key of ['other-1', 'other-2']) await moveElsewhere(transfers, key);
    const { apiKey } = keysOf('desk').spot;
    scenario.exchange.spot.control.key?.({ api_key: apiKey, nonce_window: 60 * minute });
    const sayings: unknown[] = [];
    for (const pause of [0, 30 * minute, 40 * minute]) {
      await scenario.run(scenario.time.now() + pause);
      const { status, body } = await word({ verdict: 'not_moved', unproven: true });
      sayings.push([status, body.code ?? body.data?.proof]);
    }
    expect(sayings).toEqual([
      [409, 'IN_PROGRESS'],
      [409, 'IN_PROGRESS'],
      [200, 'unproven'],
    ]);
    await transfers.close();
  });

  it('is not told as not moved within twenty minutes, although the person confirms that nobody can look', async () => {
    const { transfers, word } = await openLostTransfer('drop-before');
    await answered(scenario, setKeys(scenario, { apiKey: '', secret: '' }, false));
    const early = await word({ verdict: 'not_moved', unproven: true });
    await scenario.run(scenario.time.now() + 20 * minute);
    const late = await word({ verdict: 'not_moved', unproven: true });
    expect([early.status, early.body.code]).toEqual([409, 'IN_PROGRESS']);
    expect([late.status, late.body.data?.proof]).toEqual([200, 'unproven']);
    await transfers.close();
  });

  it('is not told as not moved within half a minute, although nobody can look', async () => {
    const { transfers, word } = await openLostTransfer('drop-before', 10_000);
    expect((await transfers.journal())[0]?.state).toBe('UNKNOWN');
    const told = await word({ verdict: 'not_moved', unproven: true });
    expect([told.status, told.body.code]).toEqual([409, 'IN_PROGRESS']);
    await scenario.run(scenario.time.now() + minute);
    await transfers.close();
  });
});
